//! Shows that the program as it is shipped has neither planted bugs nor points of death.

use crate::outcome::Outcome;
use std::path::Path;
use std::process::Command;

/// What makes a program of tests die while it sets up a data directory; see `crates/teeth`.
const DEADLY: (&str, &str) = ("PLACET_TEETH", "point:key_written:1");

/// Tells whether the program sets up a data directory where an armed one dies. `crates/app/tests/faults/points.rs` is
/// the control: the program of the tests dies there.
pub(super) fn check(root: &Path, program: &Path) -> Outcome {
    let data = std::env::temp_dir().join(format!("placet-unarmed-{}", std::process::id()));
    let people = root.join("examples/people-itil4.yaml");
    let output = Command::new(program)
        .args(["init", "--process", "itil4", "--people"])
        .arg(people)
        .arg("--data")
        .arg(&data)
        .env(DEADLY.0, DEADLY.1)
        .output()?;
    let _ = std::fs::remove_dir_all(&data);
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        println!("{} ended with {}: {said}", program.display(), output.status);
    }
    Ok(output.status.success())
}

#[cfg(test)]
mod tests {
    use super::check;
    use std::path::Path;

    #[test]
    fn a_program_that_dies_is_armed() {
        let root = Path::new(".");
        assert!(check(root, Path::new("true")).unwrap());
        assert!(!check(root, Path::new("false")).unwrap());
        assert!(check(root, Path::new("no-such-program-anywhere")).is_err());
    }
}
