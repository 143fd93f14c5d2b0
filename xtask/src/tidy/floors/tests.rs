//! Shows what counts as an import upwards and as a circle of files.

use super::{circles, homeless, room, upwards};
use crate::tidy::shown;
use crate::tree::Tree;
use crate::tree::sample::tree;

fn domain(files: &[(&str, &str)]) -> Tree {
    let files: Vec<(String, &str)> = files
        .iter()
        .map(|(path, text)| (format!("crates/domain/src/{path}"), *text))
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), *text))
        .collect();
    tree(&files)
}

const LIB: (&str, &str) = ("lib.rs", "pub mod risk;\npub mod change;");

#[test]
fn an_import_upwards_is_a_problem() {
    let change = ("change.rs", "use crate::risk::Level;\npub struct Change;");
    let down = domain(&[LIB, change, ("risk.rs", "pub enum Level { Low }")]);
    assert_eq!(upwards(&down), []);

    let up = domain(&[
        LIB,
        change,
        (
            "risk.rs",
            "pub enum Level { Low }\nfn a(of: &crate::change::Change) {}",
        ),
    ]);
    let found = shown(&upwards(&up));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with(
        "crates/domain/src/risk.rs:2: `risk` imports upwards, from `change` (crates/domain/src/change.rs)"
    ));
}

#[test]
fn what_the_root_defines_is_above_everything() {
    let tree = domain(&[
        ("lib.rs", "pub mod risk;\npub struct Failure;"),
        ("risk.rs", "use crate::Failure;"),
    ]);
    assert_eq!(upwards(&tree).len(), 1);
}

#[test]
fn tests_may_look_up() {
    let text = "pub enum Level { Low }\n#[cfg(test)]\nmod tests;\n#[cfg(test)]\nmod more { use crate::change::Change; }";
    let tree = domain(&[
        LIB,
        ("change.rs", "pub struct Change;"),
        ("risk.rs", text),
        ("risk/tests.rs", "use crate::change::Change;"),
    ]);
    assert_eq!(upwards(&tree), []);
}

#[test]
fn a_circle_of_files_is_shown_from_each_of_them() {
    let tree = domain(&[
        ("lib.rs", "mod change;"),
        ("change/mod.rs", "mod a;\nmod b;\nmod c;"),
        ("change/a.rs", "use super::b::b;\npub fn a() { b() }"),
        ("change/b.rs", "pub fn b() { super::c::c() }"),
        (
            "change/c.rs",
            "use crate::change::a;\npub fn c() { a::a() }",
        ),
    ]);
    let found = shown(&circles(&tree));
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found[0].starts_with(
        "crates/domain/src/change/a.rs:1: stands in a circle: change/a.rs -> change/b.rs -> change/c.rs -> change/a.rs"
    ), "{found:?}");
}

#[test]
fn a_parent_that_only_hands_on_is_in_no_circle() {
    let children = [
        ("change/a.rs", "use super::B;\npub struct A(B);"),
        ("change/b.rs", "pub struct B;"),
    ];
    let hands_on = (
        "change/mod.rs",
        "mod a;\nmod b;\npub use a::A;\npub(crate) use b::B;",
    );
    let root = ("lib.rs", "mod change;\npub use change::*;");
    assert_eq!(
        circles(&domain(&[root, hands_on, children[0], children[1]])),
        []
    );

    let uses_it = (
        "change/mod.rs",
        "mod a;\nmod b;\npub use a::A;\npub(crate) struct B;\nfn c(a: A) {}",
    );
    assert_eq!(
        circles(&domain(&[root, uses_it, children[0], children[1]])).len(),
        2
    );
}

#[test]
fn a_file_without_a_room_is_named() {
    let tree = domain(&[
        ("lib.rs", "mod risk;\nmod attic;"),
        ("risk.rs", ""),
        ("attic.rs", ""),
    ]);
    let found = shown(&homeless(&tree));
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("crates/domain/src/attic.rs:1: "));
}

#[test]
fn the_innermost_room_counts() {
    let rooms = ["process/node", "process", "proc"];
    let of = |file: &str| room(&rooms, &format!("crates/x/src/{file}")).map(|(_, height)| height);
    assert_eq!(of("process/node/build.rs"), Some(0));
    assert_eq!(of("process/node.rs"), Some(0));
    assert_eq!(of("process/mod.rs"), Some(1));
    assert_eq!(of("processes.rs"), None);
    assert_eq!(of("lib.rs"), Some(3));
}
