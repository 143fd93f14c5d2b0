//! Checks that crates depend downwards only, and that the pure crates stay pure.

use crate::problem::Problem;
use crate::tree::Tree;
use serde_json::Value;

/// One crate's place in the house.
struct Room {
    name: &'static str,
    /// A dev-dependency may reach sideways, never to a higher floor.
    floor: u8,
    may_use: &'static [&'static str],
}

#[rustfmt::skip]
const HOUSE: &[Room] = &[
    Room { name: "placet-teeth", floor: 0, may_use: &[] },
    Room { name: "placet-proof", floor: 0, may_use: &[] },
    Room { name: "placet-calendar", floor: 0, may_use: &[] },
    Room { name: "placet-language", floor: 1, may_use: &["placet-calendar"] },
    Room { name: "placet-domain", floor: 2, may_use: &["placet-calendar", "placet-language", "placet-teeth"] },
    Room { name: "placet-laws", floor: 2, may_use: &["placet-domain", "placet-language"] },
    Room { name: "placet-ledger", floor: 0, may_use: &["placet-teeth"] },
    Room { name: "placet-api", floor: 0, may_use: &[] },
    Room { name: "placet-store", floor: 3, may_use: &["placet-domain", "placet-language", "placet-ledger", "placet-teeth"] },
    Room { name: "placet-engine", floor: 4, may_use: &["placet-domain", "placet-language", "placet-store", "placet-teeth"] },
    Room { name: "placet-connectors", floor: 5, may_use: &["placet-engine", "placet-domain", "placet-language", "placet-teeth"] },
    Room { name: "placet-server", floor: 5, may_use: &[
        "placet-api", "placet-engine", "placet-store", "placet-domain", "placet-language", "placet-teeth",
    ] },
    Room { name: "placet-demo", floor: 6, may_use: &[
        "placet-connectors", "placet-engine", "placet-store", "placet-domain", "placet-language",
    ] },
    Room { name: "placet", floor: 7, may_use: &[
        "placet-api", "placet-connectors", "placet-demo", "placet-domain", "placet-engine", "placet-language", "placet-ledger", "placet-server",
        "placet-store", "placet-teeth",
    ] },
    Room { name: "placet-oracle", floor: 4, may_use: &[
        "placet-domain", "placet-language", "placet-laws", "placet-ledger", "placet-store",
    ] },
    Room { name: "placet-disk", floor: 1, may_use: &["placet-proof"] },
    Room { name: "placet-inputs", floor: 8, may_use: PRODUCT },
    Room { name: "placet-sim", floor: 8, may_use: PRODUCT },
    Room { name: "placet-model", floor: 8, may_use: PRODUCT },
    Room { name: "placet-faults", floor: 8, may_use: PRODUCT },
    Room { name: "placet-bench", floor: 8, may_use: PRODUCT },
    Room { name: "placet-hunt", floor: 8, may_use: &["placet-proof", "placet-teeth"] },
    Room { name: "xtask", floor: 8, may_use: &["placet-proof"] },
];

/// The crates that a suite of `proof/` may use.
#[rustfmt::skip]
const PRODUCT: &[&str] = &[
    "placet", "placet-api", "placet-calendar", "placet-connectors", "placet-disk", "placet-domain", "placet-engine", "placet-language", "placet-ledger",
    "placet-oracle", "placet-proof", "placet-server", "placet-store", "placet-teeth",
];

/// Crates that only compute; those that do not exist yet are pure from their first line.
#[rustfmt::skip]
pub(super) const PURE: [&str; 6] = [
    "placet-domain", "placet-ledger", "placet-api", "placet-language", "placet-calendar", "placet-judge",
];

/// Async runtimes, clocks, randomness, environment, logging and I/O.
#[rustfmt::skip]
const IMPURE: [&str; 45] = [
    "tokio", "tokio-stream", "tokio-util", "async-std", "smol", "futures", "futures-util", "async-trait", "mio", "rayon",
    "chrono", "time", "quanta",
    "rand", "rand_core", "rand_chacha", "fastrand", "getrandom", "uuid", "ulid",
    "dotenvy", "envy", "config", "directories", "hostname",
    "log", "env_logger", "tracing", "tracing-subscriber", "slog",
    "rustix", "libc", "nix", "socket2", "tempfile", "notify",
    "ureq", "reqwest", "hyper", "axum", "rustls", "rusqlite", "sqlx", "postgres", "tokio-postgres",
];

pub(super) fn check(tree: &Tree, metadata: &Value) -> Vec<Problem> {
    let root = metadata["workspace_root"].as_str().unwrap_or_default();
    let mut problems = Vec::new();
    for package in array(&metadata["packages"]) {
        let name = package["name"].as_str().unwrap_or_default();
        let manifest = package["manifest_path"].as_str().unwrap_or_default();
        let manifest = manifest
            .trim_start_matches(root)
            .trim_start_matches(['/', '\\'])
            .replace('\\', "/");
        let Some(room) = find(name) else {
            problems.push(Problem::new(
                manifest,
                1,
                format!("crate `{name}` has no place in the dependency rule"),
                "add it to HOUSE in xtask/src/tidy/dependencies.rs and to ARCHITECTURE.md",
            ));
            continue;
        };
        for dependency in array(&package["dependencies"]) {
            let used = dependency["name"].as_str().unwrap_or_default();
            let is_dev = dependency["kind"].as_str() == Some("dev");
            let objection = objection(room, used, is_dev).or_else(|| armed(dependency, is_dev));
            if let Some((what, remedy)) = objection {
                let line = line_of(tree.text(&manifest).unwrap_or_default(), used, is_dev);
                problems.push(Problem::new(&manifest, line, what, remedy));
            }
        }
    }
    problems
}

fn objection(room: &Room, used: &str, is_dev: bool) -> Option<(String, &'static str)> {
    let name = room.name;
    if let Some(target) = find(used) {
        let allowed = if is_dev {
            target.floor <= room.floor
        } else {
            room.may_use.contains(&used)
        };
        return (!allowed).then(|| {
            (
                format!("`{name}` may not depend on `{used}`"),
                "dependencies point down: app, server, engine, store, domain; move the code or pass a value",
            )
        });
    }
    let impure = PURE.contains(&name) && !is_dev && IMPURE.contains(&used);
    impure.then(|| {
        (
            format!("`{name}` is pure and may not use `{used}`"),
            "let the caller do it and pass the result in",
        )
    })
}

/// Only dev-dependencies may turn planted bugs on: whatever is built without tests has none.
fn armed(dependency: &Value, is_dev: bool) -> Option<(String, &'static str)> {
    let is_armed = array(&dependency["features"])
        .iter()
        .any(|feature| feature == "armed");
    (is_armed && !is_dev).then(|| {
        (
            "`armed` would reach the product".to_owned(),
            "turn it on under [dev-dependencies]",
        )
    })
}

fn find(name: &str) -> Option<&'static Room> {
    HOUSE.iter().find(|room| room.name == name)
}

fn line_of(manifest: &str, dependency: &str, is_dev: bool) -> usize {
    let mut in_dev_table = false;
    for (index, line) in manifest.lines().enumerate() {
        if line.starts_with('[') {
            in_dev_table = line.contains("dev-dependencies");
        }
        let key = line.split(['=', '.']).next().unwrap_or_default().trim();
        let is_table = line
            .trim_end()
            .ends_with(&format!("dependencies.{dependency}]"));
        if in_dev_table == is_dev && (key == dependency || is_table) {
            return index + 1;
        }
    }
    1
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::shown;
    use crate::tree::sample::tree;
    use serde_json::{Value, json};

    fn package(name: &str, dependencies: &[(&str, Value)]) -> Value {
        let dependencies: Vec<Value> = dependencies
            .iter()
            .map(|(name, kind)| json!({"name": name, "kind": kind}))
            .collect();
        json!({"name": name, "manifest_path": format!("/r/{name}/Cargo.toml"), "dependencies": dependencies})
    }

    fn problems(packages: &[Value]) -> Vec<String> {
        let manifest = "[dependencies]\nserde = \"1\"\nplacet-engine = \"1\"\n";
        let tree = tree(&[("placet-store/Cargo.toml", manifest)]);
        let metadata = json!({"workspace_root": "/r", "packages": packages});
        shown(&check(&tree, &metadata))
    }

    #[test]
    fn dependencies_point_down() {
        let down = [("placet-domain", Value::Null), ("rusqlite", Value::Null)];
        assert_eq!(problems(&[package("placet-store", &down)]), [""; 0]);

        let up = [("placet-engine", Value::Null)];
        let found = problems(&[package("placet-store", &up)]);
        assert_eq!(found.len(), 1);
        assert!(
            found[0].starts_with("placet-store/Cargo.toml:3: `placet-store` may not depend on")
        );
    }

    #[test]
    fn dev_dependencies_may_reach_sideways_but_not_up() {
        let sideways = [("placet-connectors", json!("dev"))];
        assert_eq!(problems(&[package("placet-server", &sideways)]), [""; 0]);

        let up = [("placet-server", json!("dev"))];
        assert_eq!(problems(&[package("placet-engine", &up)]).len(), 1);
    }

    #[test]
    fn pure_crates_use_no_clock_randomness_logging_or_io() {
        let impure = [("tokio", Value::Null), ("getrandom", Value::Null)];
        assert_eq!(problems(&[package("placet-domain", &impure)]).len(), 2);
        assert_eq!(problems(&[package("placet-server", &impure)]), [""; 0]);

        let in_tests = [("tempfile", json!("dev"))];
        assert_eq!(problems(&[package("placet-ledger", &in_tests)]), [""; 0]);
    }

    #[test]
    fn a_new_crate_needs_a_place() {
        assert_eq!(problems(&[package("placet-misc", &[])]).len(), 1);
    }

    #[test]
    fn only_dev_dependencies_are_armed() {
        let on = |kind: Value| {
            let mut package = package("placet-store", &[("placet-teeth", kind)]);
            package["dependencies"][0]["features"] = json!(["armed"]);
            problems(&[package])
        };
        assert_eq!(on(json!("dev")), [""; 0]);
        assert_eq!(on(Value::Null).len(), 1);
    }
}
