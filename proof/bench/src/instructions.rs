//! Counts instructions for each operation: `cargo xtask bench instructions`.
//!
//! Times differ from run to run; instruction counts hardly do. Each kind of work runs twice under valgrind, with few
//! and with many repetitions, and the difference is divided by the additional repetitions. One-time work, such as
//! starting the program and creating a store, cancels out. Compare two programs only on the same machine.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command as Program;

use jiff::Timestamp;
use placet_domain::change::{
    Actor, Change, Command, Facts, Opening, Others, Recorded, decide, evolve,
};
use placet_domain::digest::Digest;
use placet_domain::people::Directory;
use placet_domain::process::Process;
use placet_domain::{ChangeId, PersonId};
use placet_domain::{decode, node};
use placet_engine::Notice;
use placet_store::views::Query;

use crate::house::{self, ENGINEERS, House};
use crate::outcome::Outcome;

/// The steps of the two plans whose difference is the cost of a step.
const PLANS: [usize; 2] = [10, 20];
/// Events that are replayed.
const EVENTS: usize = 100;
/// The changes in the store whose list is read and whose ledger is verified.
const CHANGES: usize = 60;
/// Rows on a page of the list.
const ROWS: usize = 50;

/// One kind of work, and how often it is repeated: few and many times.
struct Work {
    name: &'static str,
    few: usize,
    many: usize,
    run: fn(&Place, usize) -> Outcome<()>,
}

const ALL: [Work; 7] = [
    Work {
        name: "open-and-submit",
        few: 10,
        many: 40,
        run: open_and_submit,
    },
    Work {
        name: "plan-of-10-steps",
        few: 2,
        many: 8,
        run: |place, times| plans(place, times, PLANS[0]),
    },
    Work {
        name: "plan-of-20-steps",
        few: 2,
        many: 8,
        run: |place, times| plans(place, times, PLANS[1]),
    },
    Work {
        name: "decide-submit",
        few: 50,
        many: 250,
        run: decide_submit,
    },
    Work {
        name: "evolve-100-events",
        few: 20,
        many: 120,
        run: evolve_events,
    },
    Work {
        name: "list-page",
        few: 20,
        many: 120,
        run: list_page,
    },
    Work {
        name: "verify-ledger",
        few: 2,
        many: 8,
        run: verify_ledger,
    },
];

/// The repository, and the directory for data directories.
struct Place {
    root: PathBuf,
    dir: PathBuf,
}

/// Measures everything and prints JSON, or does the named work the given number of times.
pub(crate) fn run(root: &Path, dir: &Path, words: &[String]) -> Outcome<()> {
    let place = Place {
        root: root.to_owned(),
        dir: dir.to_owned(),
    };
    if let [name, times] = words {
        let work = ALL
            .iter()
            .find(|work| work.name == name)
            .ok_or("no such work")?;
        return (work.run)(&place, times.parse()?);
    }
    let mut counts = BTreeMap::new();
    for work in &ALL {
        let spent = count(&place, work, work.many)?.saturating_sub(count(&place, work, work.few)?);
        counts.insert(work.name, spent / (work.many - work.few) as u64);
    }
    let of = |name: &str| counts.get(name).copied().unwrap_or_default();
    let step = of("plan-of-20-steps").saturating_sub(of("plan-of-10-steps"))
        / (PLANS[1] - PLANS[0]) as u64;
    counts.insert("step-of-a-plan", step);
    println!("{}", serde_json::to_string_pretty(&counts)?);
    Ok(())
}

/// Counts the instructions of this program while it does the work this many times.
fn count(place: &Place, work: &Work, times: usize) -> Outcome<u64> {
    let done = Program::new("valgrind")
        .args([
            "--tool=cachegrind",
            "--cache-sim=no",
            "--cachegrind-out-file=/dev/null",
        ])
        .arg(std::env::current_exe()?)
        .args(["instructions", work.name, &times.to_string(), "--root"])
        .arg(&place.root)
        .arg("--dir")
        .arg(&place.dir)
        .output()
        .map_err(|error| format!("valgrind (Debian package `valgrind`): {error}"))?;
    let said = String::from_utf8_lossy(&done.stderr);
    let line = said
        .lines()
        .find(|line| line.contains("I refs:") || line.contains("I   refs:"));
    let digits: Option<String> = line.map(|line| {
        let count = line.rsplit(':').next().unwrap_or_default();
        count.chars().filter(char::is_ascii_digit).collect()
    });
    match digits {
        Some(digits) if done.status.success() => Ok(digits.parse()?),
        _ => Err(format!("{} failed: {said}", work.name).into()),
    }
}

fn fresh(place: &Place) -> Outcome<(tempfile::TempDir, House, PersonId)> {
    let dir = tempfile::tempdir_in(&place.dir)?;
    let house = House::create(&place.root, &dir.path().join("data"), 1)?;
    let [first, ..] = ENGINEERS;
    Ok((dir, house, first.parse()?))
}

fn open_and_submit(place: &Place, times: usize) -> Outcome<()> {
    let (_dir, house, person) = fresh(place)?;
    for index in 0..times {
        let change = house
            .open_change(&person, house::request(&house::normal(index))?)?
            .change;
        house.say(&person, change, Command::Submit)?;
    }
    Ok(())
}

/// Runs plans one after the other, each from its request to its last step.
fn plans(place: &Place, times: usize, steps: usize) -> Outcome<()> {
    let (_dir, house, person) = fresh(place)?;
    house.engine.start()?;
    for index in 0..times {
        ran(&house, &person, index, steps)?;
    }
    house.engine.stop();
    Ok(())
}

fn ran(house: &House, person: &PersonId, index: usize, steps: usize) -> Outcome<ChangeId> {
    let change = house
        .open_change(person, house::request(&house::standard(index, steps))?)?
        .change;
    house.say(person, change, Command::Submit)?;
    let notices = house.engine.subscribe();
    house.say(person, change, Command::Start)?;
    for notice in notices {
        if let Notice::Committed(committed) = notice
            && committed
                .iter()
                .any(|one| one.events.iter().any(|event| event == "RunFinished"))
        {
            return Ok(change);
        }
    }
    Err("the run did not finish".into())
}

fn decide_submit(place: &Place, times: usize) -> Outcome<()> {
    let read = |path: &str| std::fs::read(place.root.join(path));
    let source = read("processes/itil4.yaml")?;
    let process: Process = decode(&node::read(&source).map_err(|all| format!("{all:?}"))?)
        .map_err(|problem| format!("{problem:?}"))?;
    let people = read("examples/people-itil4.yaml")?;
    let directory: Directory = decode(&node::read(&people).map_err(|all| format!("{all:?}"))?)
        .map_err(|problem| format!("{problem:?}"))?;
    let [first, ..] = ENGINEERS;
    let facts = Facts {
        now: Timestamp::UNIX_EPOCH,
        actor: Actor::Person(first.parse()?),
        process: &process,
        process_digest: Digest::of_bytes(&source),
        directory: &directory,
        opening: Some(Opening {
            id: ChangeId::from_parts(0, 1),
            number: "CHG-1970-00001".to_owned(),
        }),
        others: Others::default(),
    };
    let open = Command::Open(house::request(&house::normal(4))?);
    let events = decide(None, &open, &facts).map_err(|rejection| format!("{rejection:?}"))?;
    let change = events
        .into_iter()
        .fold(None, |change, event| evolve(change, &facts.recorded(event)));
    for _ in 0..times {
        let events = decide(change.as_ref(), &Command::Submit, &facts);
        std::hint::black_box(events.map_err(|rejection| format!("{rejection:?}"))?);
    }
    Ok(())
}

fn evolve_events(place: &Place, times: usize) -> Outcome<()> {
    let (_dir, house, person) = fresh(place)?;
    house.engine.start()?;
    let change = ran(&house, &person, 1, EVENTS / 2)?;
    house.engine.stop();
    let events = house.engine.store().events_of(change, 0, EVENTS)?;
    if events.len() < EVENTS {
        return Err("there are too few events".into());
    }
    let events: Vec<Recorded> = events.into_iter().map(|stored| stored.recorded).collect();
    for _ in 0..times {
        let change: Option<Change> = events.iter().fold(None, evolve);
        std::hint::black_box(change);
    }
    Ok(())
}

/// Makes a store that contains changes.
fn filled(place: &Place) -> Outcome<(tempfile::TempDir, House)> {
    let (dir, house, person) = fresh(place)?;
    for index in 0..CHANGES {
        let change = house
            .open_change(&person, house::request(&house::normal(index))?)?
            .change;
        house.say(&person, change, Command::Submit)?;
    }
    Ok((dir, house))
}

fn list_page(place: &Place, times: usize) -> Outcome<()> {
    let (_dir, house) = filled(place)?;
    let query = Query {
        open: Some(true),
        limit: ROWS,
        ..Query::default()
    };
    for _ in 0..times {
        let page = house.engine.store().changes(&query)?;
        if page.rows.len() != ROWS {
            return Err("a page is not full".into());
        }
    }
    Ok(())
}

fn verify_ledger(place: &Place, times: usize) -> Outcome<()> {
    let (_dir, house) = filled(place)?;
    for _ in 0..times {
        house.engine.store().verify(&[])?;
    }
    Ok(())
}
