//! Every corpus goes through its door, and so do mutations of its texts.
//!
//! A unit is a mutation. `proof/fuzz` generates better ones, for as long as it runs.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

use std::fs;
use std::path::Path;

use placet_inputs::{DOORS, through};
use placet_proof::{Report, Rng, Settings};

/// The default number of mutations.
const MUTATIONS: u64 = 4_000;
/// The longest text that is mutated, in bytes; longer ones are cut.
const BYTES_MAX: usize = 16 * 1024;

// 000-004: no text from outside breaks a door.
#[test]
fn corpora_and_their_mutations_are_taken_or_refused() {
    let settings = Settings::from_environment(MUTATIONS);
    let mut report = Report::begin("inputs", settings);
    let mut rng = Rng::new(settings.seed);
    for (door, _) in DOORS {
        let seeds = seeds_of(door);
        assert!(!seeds.is_empty(), "the corpus of `{door}` is empty");
        for seed in &seeds {
            through(door, seed);
        }
        report.add("texts of corpora", seeds.len() as u64);
        for _ in 0..settings.units / DOORS.len() as u64 {
            let mutated = mutate(&mut rng, &seeds);
            let outcome = std::panic::catch_unwind(|| through(door, &mutated));
            if outcome.is_err() {
                let kept = std::env::temp_dir().join(format!("placet-{door}-{}", settings.seed));
                fs::write(&kept, &mutated).unwrap();
                panic!(
                    "seed {}: `{door}` broke; its input is {}",
                    settings.seed,
                    kept.display()
                );
            }
            report.add("mutations", 1);
        }
    }
    report.end();
}

/// The control: a door that breaks is detected.
#[test]
#[should_panic(expected = "the door exists")]
fn a_broken_door_is_noticed() {
    through("no such door", b"");
}

/// Returns the corpus of a door, and the files of its kind in the repository.
fn seeds_of(door: &str) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let (folder, ending) = match door {
        "process" => ("processes", ".yaml"),
        "plan" => ("examples", ".yaml"),
        "markdown" => ("examples", ".md"),
        "event" => ("crates/domain/tests", ".jsonl"),
        _ => ("proof/fuzz/corpus", ".no-others"),
    };
    let mut paths = Vec::new();
    for (folder, ending) in [
        (format!("proof/fuzz/corpus/{door}").as_str(), ""),
        (folder, ending),
    ] {
        let found = fs::read_dir(root.join(folder)).into_iter().flatten();
        paths.extend(
            found
                .map(|entry| entry.unwrap().path())
                .filter(|path| path.is_file() && path.to_string_lossy().ends_with(ending)),
        );
    }
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

/// Makes one to four changes: a byte, a range that is duplicated, removed or taken from another text, or an inserted
/// hostile fragment.
fn mutate(rng: &mut Rng, seeds: &[Vec<u8>]) -> Vec<u8> {
    const FRAGMENTS: [&[u8]; 16] = [
        b"\0",
        b"\xff\xfe",
        b"\r",
        b"{",
        b"[[[[[[[[",
        b"&a [*a]",
        b"\xe2\x80\xae",
        b"-1",
        b"18446744073709551616",
        b"1e999",
        b"=",
        b"\"",
        b"'",
        b"\n---\n",
        b": ",
        b"!!binary ",
    ];
    let mut text = rng.choose(seeds).cloned().unwrap_or_default();
    text.truncate(BYTES_MAX);
    for _ in 0..=rng.below(4) {
        let at = rng.below(text.len() as u64 + 1) as usize;
        let end = (at + rng.below(64) as usize).min(text.len());
        match rng.below(5) {
            0 if at < text.len() => text[at] ^= 1 << rng.below(8),
            1 => drop(text.drain(at..end)),
            2 => {
                let range = text[at..end].to_vec();
                text.splice(at..at, range);
            }
            3 => {
                let other = rng.choose(seeds).cloned().unwrap_or_default();
                let from = rng.below(other.len() as u64 + 1) as usize;
                let to = (from + rng.below(64) as usize).min(other.len());
                text.splice(at..end, other[from..to].iter().copied());
            }
            _ => {
                let fragment = rng.choose(&FRAGMENTS).copied().unwrap_or_default();
                text.splice(at..at, fragment.iter().copied());
            }
        }
    }
    text
}
