//! Builds the program and its measurements, and runs them: `cargo xtask bench`.

use std::path::Path;

use crate::cargo;
use crate::outcome::Outcome;

/// `--smoke` builds without optimization, because it measures nothing; `--write` renews the page under `docs/`.
pub(crate) fn run(root: &Path, arguments: &[&str]) -> Outcome {
    let smoke = arguments.contains(&"--smoke");
    let profile = if smoke { "debug" } else { "release" };
    let mut build = cargo::command(root);
    build.args(["build", "--quiet", "-p", "placet", "-p", "placet-bench"]);
    if !smoke {
        build.arg("--release");
    }
    if !build.status()?.success() {
        return Ok(false);
    }
    let metadata = cargo::metadata(root)?;
    let target = metadata
        .get("target_directory")
        .and_then(serde_json::Value::as_str)
        .ok_or("cargo does not say where it builds")?
        .to_owned();
    let built = Path::new(&target).join(profile);
    let mut bench = std::process::Command::new(built.join("placet-bench"));
    bench
        .arg("--binary")
        .arg(built.join("placet"))
        .arg("--root")
        .arg(root)
        .arg("--dir")
        .arg(Path::new(&target).join("bench"));
    for argument in arguments {
        bench.arg(argument);
        if *argument == "--write" {
            bench.arg(root.join("docs"));
        }
    }
    Ok(bench.status()?.success())
}
