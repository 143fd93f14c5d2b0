//! Runs the scripts under `tests/organization`: what is asked of organizations, and what comes of it.
//!
//! A script is a sequence of commands, each followed by `----` and what came of it. `UPDATE_SCENARIOS=1` writes what
//! comes of the commands now into the files, for a person to read before it is committed. The commands:
//!
//! ```text
//! process service-platform            installs a process with its people from examples/; the first one is meant
//! of itil4                            the following commands are about that process
//! now 2026-11-23T09:00:00Z            the clock; `later 2h` lets it go on
//! host VERB ...                       the operator at the host's console
//! ada VERB ...                        a person with every scope that they can have
//! ada[read,write] VERB ...            a person with a token of these scopes
//! ... because TEXT                    the reason
//! host! VERB ...                      with --break-glass
//! add_person ID, change_person ID     the body is what is known of the person
//! delegate FROM TO                    the body holds roles, since, until
//! revoke_delegation FROM TO
//! issue_token ID                      the body holds scopes and expires
//! install_process                     lines of the body: `OLD => NEW` replaces text, any other is added at the end
//! set_people                          lines of the body: `-ID` leaves a person out; the rest is merged in as YAML
//! approve_proposal ID [stale]
//! show people|administrators|delegations|tokens|proposals|versions
//! preview install_process             what a version would differ in
//! ```
//!
//! After each script the laws in `laws.rs` are asserted of everything that happened in it.

mod laws;
mod words;
mod world;

use std::path::{Path, PathBuf};

use world::World;

fn scripts() -> Vec<PathBuf> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/organization");
    let mut found: Vec<PathBuf> = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "txt"))
        .collect();
    found.sort();
    found
}

/// Plays a script and writes what came of each command after its `----`.
fn play(script: &str) -> String {
    let mut world = World::default();
    let mut out = String::new();
    let mut block: Vec<&str> = Vec::new();
    let mut lines = script.lines().peekable();
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        if line.trim() != "----" {
            block.push(line);
            continue;
        }
        // What was written there before is left out: it ends with the first empty line.
        while lines.peek().is_some_and(|next| !next.is_empty()) {
            lines.next();
        }
        for (command, body) in commands(&block) {
            out.push_str(&world.run(&command, &body));
        }
        block.clear();
    }
    let broken = laws::broken(&world.history);
    assert!(broken.is_empty(), "laws were broken: {broken:#?}\n{out}");
    out
}

/// Commands of a block: each line without indent begins one, the indented lines below are its body.
fn commands(block: &[&str]) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for line in block {
        let bare = line.trim_end();
        if bare.is_empty() || bare.starts_with('#') {
            continue;
        }
        match (bare.strip_prefix("  "), all.last_mut()) {
            (Some(body), Some((_, so_far))) => {
                so_far.push_str(body);
                so_far.push('\n');
            }
            _ => all.push((bare.to_owned(), String::new())),
        }
    }
    all
}

#[test]
fn every_organization_script_plays_as_written() {
    let update = std::env::var_os("UPDATE_SCENARIOS").is_some();
    let only = std::env::var("SCENARIO").unwrap_or_default();
    let mut wrong = Vec::new();
    for path in scripts() {
        if !path.to_string_lossy().contains(&only) {
            continue;
        }
        let written = std::fs::read_to_string(&path).unwrap();
        let now = play(&written);
        if now == written {
            continue;
        }
        if update {
            std::fs::write(&path, &now).unwrap();
            continue;
        }
        let pairs = written.lines().zip(now.lines()).enumerate();
        let line = pairs.into_iter().find(|(_, (was, is))| was != is);
        wrong.push(format!("{}: {line:?}", path.display()));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
