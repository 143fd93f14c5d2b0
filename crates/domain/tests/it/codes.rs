//! Reason codes: the guide shows every one, and no other place of the domain writes one.

use std::fs;
use std::path::{Path, PathBuf};

use placet_language::codes::Code;

const GUIDE: &str = "../../docs/guide/reasons.md";

/// Returns the table of the guide, as it must be.
fn table() -> String {
    let row = |code: &Code| {
        let cells = [
            format!("`{code}`"),
            code.means().to_owned(),
            code.remedy().to_owned(),
        ];
        format!("| {} |\n", cells.join(" | "))
    };
    let rows: String = Code::ALL.iter().map(row).collect();
    format!("| code | what it means | what to do |\n|---|---|---|\n{rows}")
}

// `UPDATE_REASONS=1` writes the table into the guide.
#[test]
fn the_guide_lists_every_code() {
    let guide = fs::read_to_string(GUIDE).unwrap();
    let (text, listed) = guide.split_once("| code |").unwrap();
    if std::env::var_os("UPDATE_REASONS").is_some() {
        fs::write(GUIDE, format!("{text}{}", table())).unwrap();
        return;
    }
    assert_eq!(format!("| code |{listed}"), table());
}

#[test]
fn codes_are_unique_and_in_order() {
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert!(codes.is_sorted_by(|one, next| one < next), "{codes:?}");
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.to_string_lossy().into_owned();
        if name.contains("tests") {
            continue;
        }
        match path.is_dir() {
            true => sources(&path, found),
            false => found.push(path),
        }
    }
}

#[test]
fn no_code_is_written_outside_its_list() {
    let mut files = Vec::new();
    for room in ["src", "../language/src/plan", "../language/src/request"] {
        sources(Path::new(room), &mut files);
    }
    assert!(files.len() > 80, "the sources were not found");
    let mut literal = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        let squeezed: String = text.split_whitespace().collect();
        if squeezed.contains("Reason::new(\"") {
            literal.push(format!("{}: a reason with a literal code", path.display()));
        }
        let in_two_words = Code::ALL.iter().filter(|code| code.as_str().contains('_'));
        for code in in_two_words.filter(|code| text.contains(&format!("\"{code}\""))) {
            literal.push(format!("{}: {code}", path.display()));
        }
    }
    assert_eq!(literal, [""; 0]);
}
