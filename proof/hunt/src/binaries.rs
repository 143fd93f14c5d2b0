//! The test binaries, built once with bugs that can be planted.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::failure::Failure;

/// A test binary and the directory in which cargo would run it.
pub(crate) struct Binary {
    pub(crate) executable: PathBuf,
    pub(crate) dir: PathBuf,
}

/// The binaries, by package and target.
pub(crate) struct Binaries(BTreeMap<(String, String), Binary>);

impl Binaries {
    /// Builds the tests of the given packages, or of all packages if none is given.
    pub(crate) fn build<'a>(packages: impl Iterator<Item = &'a str>) -> Result<Self, Failure> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command.args(["test", "--no-run"]);
        command.arg("--message-format=json-render-diagnostics");
        let packages: BTreeSet<&str> = packages.collect();
        if packages.is_empty() {
            command.arg("--workspace");
        }
        for package in packages {
            command.args(["--package", package]);
        }
        let built = command.stderr(Stdio::inherit()).output()?;
        if !built.status.success() {
            return Err("the tests could not be built".into());
        }
        let messages = String::from_utf8(built.stdout)?;
        Ok(Self(messages.lines().filter_map(binary).collect()))
    }

    pub(crate) fn get(&self, package: &str, target: &str) -> Result<&Binary, Failure> {
        self.0
            .get(&(package.to_owned(), target.to_owned()))
            .ok_or_else(|| format!("package `{package}` has no tests `{target}`").into())
    }
}

/// Reads one of cargo's messages. Unit tests of a library have the target name `lib`.
fn binary(message: &str) -> Option<((String, String), Binary)> {
    let message: Value = serde_json::from_str(message).ok()?;
    let text = |place: &str| message.pointer(place)?.as_str();
    let executable = text("/executable")?;
    if !message.pointer("/profile/test")?.as_bool()? {
        return None;
    }
    let manifest = Path::new(text("/manifest_path")?);
    let target = match text("/target/kind/0")? {
        "lib" => "lib",
        _ => text("/target/name")?,
    };
    // `path+file:///home/crates/domain#placet-domain@0.1.0`
    let package = text("/package_id")?.rsplit('#').next()?.split('@').next()?;
    Some((
        (package.to_owned(), target.to_owned()),
        Binary {
            executable: executable.into(),
            dir: manifest.parent()?.to_owned(),
        },
    ))
}
