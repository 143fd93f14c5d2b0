//! Checks the house rules that neither the compiler nor clippy can check. Collects all problems before it prints them.

mod actions;
mod dead_files;
mod dependencies;
mod floors;
mod leftovers;
mod links;
mod modules;
mod prose;
mod purity;
mod ratchet;
mod sizes;
mod verbs;
mod vocabulary;

use crate::outcome::Outcome;
use crate::problem::Problem;
use crate::tree::Tree;
use crate::{cargo, trace};
use ratchet::Rule;
use std::path::Path;

/// Prints every problem; true when there is none.
pub(crate) fn run(root: &Path) -> Outcome {
    let tree = Tree::load(root)?;
    let metadata = cargo::metadata(root)?;

    let mut problems = dependencies::check(&tree, &metadata);
    for check in CHECKS {
        problems.extend(check(&tree));
    }
    let ratcheted = ratchet::check(&tree, &RATCHETED);
    problems.extend(ratcheted.problems);
    problems.sort();
    for problem in &problems {
        println!("{problem}");
    }
    for note in &ratcheted.notes {
        println!("note: {note}");
    }
    match problems.len() {
        0 => println!("tidy: no problems"),
        1 => println!("tidy: 1 problem"),
        count => println!("tidy: {count} problems"),
    }
    Ok(problems.is_empty())
}

const CHECKS: [fn(&Tree) -> Vec<Problem>; 9] = [
    actions::check,
    purity::check,
    sizes::check,
    verbs::check,
    vocabulary::check,
    dead_files::check,
    links::check,
    leftovers::check,
    trace::unknown_ids,
];

/// The rules whose present exceptions are counted in the ratchet.
const RATCHETED: [Rule; 6] = [
    Rule {
        name: "floors",
        check: floors::upwards,
    },
    Rule {
        name: "circles",
        check: floors::circles,
    },
    Rule {
        name: "rooms",
        check: floors::homeless,
    },
    Rule {
        name: "places",
        check: modules::places,
    },
    Rule {
        name: "heads",
        check: modules::heads,
    },
    Rule {
        name: "words",
        check: prose::check,
    },
];

/// Prints every place that breaks a rule of the ratchet.
pub(crate) fn list(root: &Path, name: &str) -> Outcome {
    let Some(rule) = RATCHETED.iter().find(|rule| rule.name == name) else {
        let known: Vec<&str> = RATCHETED.iter().map(|rule| rule.name).collect();
        return Err(format!(
            "unknown rule `{name}`; the ratchet has {}",
            known.join(", ")
        )
        .into());
    };
    let mut problems = (rule.check)(&Tree::load(root)?);
    problems.sort();
    for problem in &problems {
        println!("{problem}");
    }
    println!("tidy: {} places break `{name}`", problems.len());
    Ok(true)
}

/// Records what breaks the rules of the ratchet today; the difference shows in review whether it became less.
pub(crate) fn write_ratchet(root: &Path) -> Outcome {
    let tree = Tree::load(root)?;
    std::fs::write(
        root.join(ratchet::RATCHET),
        ratchet::written(&tree, &RATCHETED),
    )?;
    println!("tidy: wrote {}", ratchet::RATCHET);
    Ok(true)
}

#[cfg(test)]
pub(crate) fn shown(problems: &[Problem]) -> Vec<String> {
    problems.iter().map(ToString::to_string).collect()
}
