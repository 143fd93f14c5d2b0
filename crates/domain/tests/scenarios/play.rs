//! From a script's text to the same text with what came of each command.

use super::world::World;

/// Plays a script and writes what came of each command after its `----`.
pub(super) fn play(script: &str) -> String {
    let mut world = World::default();
    let mut out = String::new();
    let mut block: Vec<&str> = Vec::new();
    let mut lines = script.lines().peekable();
    while let Some(line) = lines.next() {
        if line.trim() != "----" {
            block.push(line);
            continue;
        }
        // What was written there before is left out: it ends with the first empty line.
        while lines.peek().is_some_and(|next| !next.is_empty()) {
            lines.next();
        }
        for line in &block {
            out.push_str(line);
            out.push('\n');
        }
        out.push_str("----\n");
        let said = world.run(&commands(&block));
        if !said.is_empty() {
            out.push_str(said.trim_end());
            out.push('\n');
        }
        block.clear();
    }
    for line in block {
        out.push_str(line);
        out.push('\n');
    }
    let broken = world.broken();
    assert!(
        broken.is_empty(),
        "laws were broken:\n{}\n{out}",
        broken.join("\n")
    );
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
