//! Commands that misbehave (T21): they ignore what ends them, leave their session, print without end. Afterwards nothing
//! of them is left, and what they printed was bounded.

use std::fs;
use std::time::{Duration, Instant};

use placet_proof::{Report, Settings};
use serde_json::{Value, json};

use crate::harness::host::{descendants_of_change, kill_all};
use crate::harness::keeper::Keeper;
use crate::harness::single::Single;
use crate::harness::verdict;
use crate::harness::world::World;

/// MiB that the endless command prints: ten gigabytes.
const PRINTED_MIB: u64 = 10 * 1024;
/// The longest time limit of a step here.
const TIMEOUT: Duration = Duration::from_secs(1);
/// The time a command gets to end by itself, and one second for it to be noticed.
const GONE_WITHIN: Duration = Duration::from_secs(6);
/// Longest time for anything else.
const PATIENCE: Duration = Duration::from_secs(300);
/// Most memory that a server or a shim may take, in KiB.
const MEMORY_KIB_MAX: u64 = 200 * 1024;
/// Most room that what was printed may take, in bytes.
const ROOM_BYTES_MAX: u64 = 4 << 20;

/// Commands that end only when they are killed, and do everything a command can do against that.
const IMMORTAL: [(&str, &str); 5] = [
    ("ignores", "trap '' TERM HUP INT; while :; do sleep 1; done"),
    (
        "leaves",
        "setsid sh -c 'trap \"\" TERM; while :; do sleep 1; done' & trap '' TERM; while :; do sleep 1; done",
    ),
    (
        "forks_away",
        "(setsid sh -c '(trap \"\" TERM; while :; do sleep 1; done) &' &) ; trap '' TERM; while :; do sleep 1; done",
    ),
    (
        "multiplies",
        "f() { [ $1 = 0 ] || { f $(($1 - 1)) & f $(($1 - 1)) & }; trap '' TERM; while :; do sleep 1; done; }; f 5",
    ),
    (
        "closes",
        "exec >&- 2>&-; trap '' TERM; while :; do sleep 1; done",
    ),
];
/// Ends by itself and leaves something behind.
const LEAVING: [(&str, &str); 3] = [
    ("background", "sleep 1000 & exit 0"),
    (
        "daemon",
        "setsid sh -c 'trap \"\" TERM; exec sleep 1000' >/dev/null 2>&1 & exit 0",
    ),
    ("silent", "exec >&- 2>&-; sleep 0.3; exit 0"),
];

// T21, I1 to I14
#[test]
fn t21_nothing_is_left_of_commands_that_do_not_want_to_end() {
    let settings = Settings {
        units: (IMMORTAL.len() * 2 + LEAVING.len()) as u64,
        ..Settings::from_environment(0)
    };
    let mut report = Report::begin("children", settings);
    let dir = tempfile::tempdir().unwrap().keep();
    let world = World::new(&dir, settings.seed);
    let mut keeper = Keeper::new(&world);
    let server = keeper.up();
    for (name, script) in IMMORTAL {
        times_out(&world, name, script);
        is_aborted(&world, name, script);
    }
    for (name, script) in LEAVING {
        let change = Single::start(&world, name, &step(&world, script, PATIENCE));
        change.run_is("finished", GONE_WITHIN + TIMEOUT);
        nothing_is_left(&change, Duration::ZERO);
    }
    let aftermath = verdict::judge(&world, keeper.seen, server);
    report.add("commands that misbehaved", settings.units);
    aftermath.must_be_clean(&mut report);
    report.end();
    fs::remove_dir_all(&dir).unwrap();
}

// The control: what a shim does not end is found.
#[test]
fn what_survives_its_command_is_noticed() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::new(dir.path(), 0);
    let bug = "bug:escapees_survive".to_owned();
    world.house.environment.push(("PLACET_TEETH", bug));
    let mut keeper = Keeper::new(&world);
    let server = keeper.up();
    let (name, script) = IMMORTAL[1];
    let change = Single::start(&world, name, &step(&world, script, TIMEOUT));
    change.has_begun(PATIENCE);
    std::thread::sleep(TIMEOUT + GONE_WITHIN);
    let left = descendants_of_change(&change.id);
    assert!(!left.is_empty(), "a shim that ends nobody has ended all");
    keeper.kill(server);
    keeper.crash_host();
    kill_all(&left);
}

// T21: it prints ten gigabytes; head and tail are kept, and a count of the rest.
#[test]
fn t21_a_command_that_prints_without_end_takes_neither_memory_nor_room() {
    let settings = Settings::from_environment(PRINTED_MIB);
    let mut report = Report::begin("prints", settings);
    let dir = tempfile::tempdir().unwrap().keep();
    let world = World::new(&dir, settings.seed);
    let mut keeper = Keeper::new(&world);
    let server = keeper.up();
    let bytes = settings.units << 20;
    let script = format!(
        "echo first; yes 'a line of some length that says nothing' | head -c {bytes}; echo; echo last"
    );
    let began = Instant::now();
    let change = Single::start(&world, "prints", &step(&world, &script, PATIENCE));
    let mut memory = 0;
    let seen = loop {
        memory = memory.max(most_memory_kib(&change, server.pid()));
        let seen = change.look();
        if seen["run"]["status"] != "forward" {
            break seen;
        }
        assert!(
            began.elapsed() < PATIENCE,
            "still printing: {}",
            seen["run"]
        );
        std::thread::sleep(Duration::from_millis(50));
    };
    assert_eq!(seen["run"]["status"], "finished", "{}", seen["run"]);
    assert!(memory < MEMORY_KIB_MAX, "{memory} KiB of memory");
    let room = room_of(&world.house.data);
    assert!(room < ROOM_BYTES_MAX, "{room} bytes in the data directory");
    let aftermath = verdict::judge(&world, keeper.seen, server);
    let output = aftermath.case.history.streams.values().find_map(|stream| {
        stream.events().find_map(|event| match event {
            placet_domain::change::Event::StepSucceeded { output, .. } => Some(output.clone()),
            _ => None,
        })
    });
    let output = output.unwrap();
    assert!(
        output.starts_with("first\n") && output.trim_end().ends_with("last"),
        "{output}"
    );
    report.add("MiB printed", settings.units);
    report.add("KiB of memory at most", memory);
    report.add("KiB kept on disk", room / 1024);
    aftermath.must_be_clean(&mut report);
    report.end();
    fs::remove_dir_all(&dir).unwrap();
}

fn times_out(world: &World, name: &str, script: &str) {
    let change = Single::start(
        world,
        &format!("{name}-timeout"),
        &step(world, script, TIMEOUT),
    );
    change.has_begun(PATIENCE);
    nothing_is_left(&change, TIMEOUT + GONE_WITHIN);
    change.run_is("backed_out", PATIENCE);
}

fn is_aborted(world: &World, name: &str, script: &str) {
    let change = Single::start(
        world,
        &format!("{name}-abort"),
        &step(world, script, PATIENCE),
    );
    change.has_begun(PATIENCE);
    change.say("abort", &json!({"reason": "it misbehaves"}));
    nothing_is_left(&change, GONE_WITHIN);
    change.run_is("backed_out", PATIENCE);
}

fn nothing_is_left(change: &Single<'_>, within: Duration) {
    let since = Instant::now();
    loop {
        let left = descendants_of_change(&change.id);
        if left.is_empty() {
            return;
        }
        assert!(
            since.elapsed() <= within,
            "left running after {within:?}: {left:?}"
        );
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Returns a step that says what it does and then misbehaves.
fn step(world: &World, script: &str, timeout: Duration) -> Value {
    let file = world.target.effects_file();
    let effect = |kind: &str| {
        format!(
            r#"echo "{kind} $PLACET_CHANGE $PLACET_STEP $PLACET_DIRECTION $PLACET_ATTEMPT $PLACET_FENCE" >> {}"#,
            file.display()
        )
    };
    let forward = format!("{}\n{script}", effect("do"));
    let undo = effect("undo");
    json!({"id": "s0", "timeout": format!("{}s", timeout.as_secs()),
        "action": {"command": {"run": ["/bin/sh", "-c", forward]}},
        "undo": {"command": {"run": ["/bin/sh", "-c", undo]}}})
}

/// Returns the most that the server, or a process of the change, takes now.
fn most_memory_kib(change: &Single<'_>, server: u32) -> u64 {
    let shims = fs::read_dir("/proc")
        .unwrap()
        .flatten()
        .filter_map(|entry| {
            let line = fs::read(entry.path().join("cmdline")).ok()?;
            let line = String::from_utf8_lossy(&line).into_owned();
            (line.contains("shim") && line.contains(&change.id))
                .then(|| entry.file_name().to_string_lossy().into_owned())
        });
    let all = shims.chain([server.to_string()]);
    all.filter_map(|pid| {
        let text = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        line.split_whitespace().next()?.parse().ok()
    })
    .max()
    .unwrap_or(0)
}

fn room_of(dir: &std::path::Path) -> u64 {
    let entries = fs::read_dir(dir).unwrap().flatten();
    entries
        .map(|entry| match entry.file_type().unwrap().is_dir() {
            true => room_of(&entry.path()),
            false => entry.metadata().map_or(0, |file| file.len()),
        })
        .sum()
}
