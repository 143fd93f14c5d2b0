//! Installs what the tests need from the system, where it is missing.

use crate::outcome::Outcome;
use std::path::PathBuf;
use std::process::Command;

/// A program that the tests start, and the Debian package that contains it.
const NEEDED: [(&str, &str); 6] = [
    ("python3", "python3"),
    ("git", "git"),
    ("ssh-keygen", "openssh-client"),
    ("curl", "curl"),
    ("mkfs.xfs", "xfsprogs"),
    ("faketime", "faketime"),
];

const COMPONENTS: [&str; 2] = ["rustfmt", "clippy"];

pub(super) fn install() -> Outcome {
    install_components()?;
    let missing = missing(NEEDED, |program| find(program).is_some());
    if missing.is_empty() {
        println!("everything is installed");
        return Ok(true);
    }
    if find("apt-get").is_none() {
        return Err(format!(
            "please install {}; this system has no apt-get",
            missing.join(", ")
        )
        .into());
    }
    let mut install = vec!["install", "--yes", "--no-install-recommends"];
    install.extend(missing);
    Ok(apt_get(&["update"])? && apt_get(&install)?)
}

/// A toolchain of the minimal profile lacks the formatter and the linter.
fn install_components() -> Outcome {
    for component in COMPONENTS {
        if find(&format!("cargo-{component}").replace("rustfmt", "fmt")).is_none()
            && find("rustup").is_some()
        {
            run(Command::new("rustup").args(["component", "add", component]))?;
        }
    }
    Ok(true)
}

fn apt_get(arguments: &[&str]) -> Outcome {
    let id = Command::new("id").arg("--user").output()?;
    let is_root = id.stdout.trim_ascii() == b"0";
    let mut command = if is_root {
        Command::new("apt-get")
    } else {
        let mut sudo = Command::new("sudo");
        sudo.args(["--non-interactive", "apt-get"]);
        sudo
    };
    run(command
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive"))
}

fn run(command: &mut Command) -> Outcome {
    println!("{command:?}");
    Ok(command.status()?.success())
}

fn missing<const N: usize>(
    needed: [(&'static str, &'static str); N],
    is_there: impl Fn(&str) -> bool,
) -> Vec<&'static str> {
    let absent = needed.into_iter().filter(|(program, _)| !is_there(program));
    absent.map(|(_, package)| package).collect()
}

/// Looks a program up the way a shell does.
fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::{NEEDED, find, missing};

    #[test]
    fn only_what_is_missing_is_installed() {
        assert_eq!(missing(NEEDED, |_| true), [""; 0]);
        assert_eq!(
            missing(NEEDED, |program| program != "ssh-keygen"),
            ["openssh-client"]
        );
    }

    #[test]
    fn programs_are_found_on_the_path() {
        assert!(find("sh").is_some());
        assert!(find("no-such-program-anywhere").is_none());
    }
}
