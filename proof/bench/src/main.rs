//! Measures the rows of the benchmark table, together with the disk and the machine.
//!
//! `cargo xtask bench` builds and runs it; see [`options`] for its arguments.

#![allow(clippy::print_stdout, reason = "printing is what a measurement is for")]

mod client;
mod cpu;
mod disk;
mod figures;
mod fill;
mod house;
mod instructions;
mod load;
mod machine;
mod median;
mod options;
mod outcome;
mod page;
mod results;
mod rows;
mod server;
mod syncs;

use std::path::Path;
use std::process::ExitCode;

use options::Options;
use outcome::Outcome;
use results::Results;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Outcome<()> {
    let known = rows::ALL.map(|row| row.name);
    let options = Options::read(std::env::args().skip(1), &known)?;
    std::fs::create_dir_all(&options.dir)?;
    if let Some(words) = &options.instructions {
        return instructions::run(&options.root, &options.dir, words);
    }
    let machine = machine::describe(&options.dir)?;
    println!("{machine}\n");
    let mut bench = rows::Bench::new(options)?;
    let mut results = Results::default();
    for row in rows::ALL {
        if bench.options.wants(row.name) {
            results.begin(row.name);
            (row.run)(&mut bench, &mut results)?;
            print!("{}", page::lines(&results, row.name));
        }
    }
    if bench.options.smoke {
        results.check()?;
        println!("every row ran, and every answer was right");
    }
    if let Some(docs) = &bench.options.write {
        write(docs, &machine, &results)?;
    }
    Ok(())
}

/// Replaces the rows that were measured and keeps the others, then renders the page again.
fn write(docs: &Path, machine: &str, results: &Results) -> Outcome<()> {
    let stored = docs.join("benchmarks.json");
    let mut all = match std::fs::read_to_string(&stored) {
        Ok(text) => serde_json::from_str(&text)?,
        Err(_) => results::Stored::default(),
    };
    all.renew(machine, results);
    std::fs::write(
        &stored,
        format!("{}\n", serde_json::to_string_pretty(&all)?),
    )?;
    std::fs::write(docs.join("benchmarks.md"), rendered(docs, &all)?)?;
    println!("wrote {} and benchmarks.md", stored.display());
    Ok(())
}

fn rendered(docs: &Path, all: &results::Stored) -> Outcome<String> {
    let notes = std::fs::read_to_string(docs.join("benchmarks-notes.json"))?;
    Ok(page::page(all, &serde_json::from_str(&notes)?))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_page_shows_the_stored_numbers() {
        let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
        let read = |name: &str| std::fs::read_to_string(docs.join(name)).unwrap();
        let all = serde_json::from_str(&read("benchmarks.json")).unwrap();
        assert!(
            rendered(&docs, &all).unwrap() == read("benchmarks.md"),
            "docs/benchmarks.md is not what `cargo xtask bench --write` makes of its numbers"
        );
    }
}
