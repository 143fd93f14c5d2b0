//! Starts cargo and asks it about the workspace.

use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// Returns a command for the cargo that runs this chore, so that one toolchain does everything.
pub(crate) fn command(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    command
}

/// Returns the manifests of the workspace as `cargo metadata` gives them.
pub(crate) fn metadata(root: &Path) -> Result<Value, Box<dyn std::error::Error>> {
    let output = command(root)
        .args(["metadata", "--format-version", "1", "--no-deps"])
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}
