//! Shows which file each way of naming something leads to.

use super::Crate;
use crate::tree::sample::tree;

/// Loads a crate and shows its imports as `from to line`.
fn imports(files: &[(&str, &str)]) -> Vec<String> {
    let found = Crate::load(&tree(files), "src/lib.rs").imports();
    found
        .iter()
        .map(|import| format!("{} {} {}", import.from, import.to, import.line).replace("src/", ""))
        .collect()
}

const LIB: (&str, &str) = (
    "src/lib.rs",
    "mod a;\nmod b;\npub use b::c::Deep;\nuse b::*;",
);
const B: (&str, &str) = (
    "src/b/mod.rs",
    "pub mod c;\npub use self::c::{Deep, other as renamed};\npub struct Here;",
);
const C: (&str, &str) = (
    "src/b/c.rs",
    "pub struct Deep;\npub fn other() {}\nids! { Made }",
);

fn used(a: &str) -> Vec<String> {
    let mut found = imports(&[LIB, B, C, ("src/a.rs", a)]);
    found.retain(|import| import.starts_with("a.rs "));
    found
}

#[test]
fn every_way_of_naming_leads_to_the_file_that_defines() {
    for text in [
        "use crate::b::c::Deep;",
        "use super::b::Deep;",
        "use crate::Deep;",
        "use crate::{b::{c::{self, Deep}}};",
        "use crate::b::renamed;",
        "use crate::b::Deep as Other;",
        "fn f() { crate::b::c::other() }",
        "use crate::b; fn f(of: &b::Deep) {}",
        "use crate::b::c; fn f() { c::other() }",
        "use crate::b::c::*; fn f(of: Deep) {}",
        "use crate::b::c::Made;",
        "fn f() { use crate::b::renamed; }",
        "#[derive(crate::b::renamed)] struct A;",
        "mod inner { use super::super::Deep; }",
        "pub use crate::b::Deep; fn f(of: Deep) {}",
        "fn f() -> Vec<crate::b::Deep> { m!(x) }",
    ] {
        assert_eq!(used(text), ["a.rs b/c.rs 1"], "text: {text}");
    }
}

#[test]
fn what_is_defined_in_a_parent_leads_to_the_parent() {
    assert_eq!(
        used("\nuse crate::b::{Deep, Here};"),
        ["a.rs b/c.rs 2", "a.rs b/mod.rs 2"]
    );
}

#[test]
fn naming_a_module_or_handing_a_name_on_uses_nothing() {
    for text in [
        "use crate::b;",
        "use crate::b::{self, c};",
        "pub use crate::b::Deep;",
        "pub(crate) use crate::b::c::*;",
        "// use crate::b::Deep;",
        "const A: &str = \"crate::b::Deep\";",
        "#[cfg(test)] use crate::b::Deep;",
        "#[cfg(test)]\nmod tests { use crate::b::Deep; }",
        "use serde::b::Deep;",
        "use ::b::Deep;",
        "fn f(deep: &'b str) { deep.c.Deep; }",
    ] {
        assert_eq!(used(text), [""; 0], "text: {text}");
    }
}

#[test]
fn files_of_tests_are_known_wherever_they_lie() {
    let tree = tree(&[
        (
            "src/lib.rs",
            "mod a;\n#[cfg(test)]\npub(crate) mod fixture;",
        ),
        (
            "src/a.rs",
            "#[cfg(test)]\n#[path = \"a_tests.rs\"]\nmod tests;",
        ),
        ("src/a_tests.rs", ""),
        ("src/fixture.rs", "mod deeper;"),
        ("src/fixture/deeper.rs", ""),
    ]);
    let whole = Crate::load(&tree, "src/lib.rs");
    let tests: Vec<&str> = whole.test_files().collect();
    assert_eq!(
        tests,
        ["src/a_tests.rs", "src/fixture.rs", "src/fixture/deeper.rs"]
    );
    assert_eq!(whole.files().len(), 2);
}
