//! I1, I3: the server is killed, and the outcome of the step is known or reported as unknown; nothing runs twice.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use placet_engine::ports::{Attempt, Runner as _};
use serde_json::json;

use crate::support::*;

/// Starts a runner in a separate process.
fn server(place: &Place, attempt: &Attempt) -> Child {
    std::fs::write(
        place.path("attempt.json"),
        serde_json::to_vec(attempt).unwrap(),
    )
    .unwrap();
    Command::new(executable())
        .args(["run".as_ref(), place.path("attempt.json").as_os_str()])
        .stdin(Stdio::null())
        .spawn()
        .unwrap()
}

fn kill(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Starts it under a server, which is killed when the effects have this many lines.
fn server_dies(place: &Place, attempt: &Attempt, lines: usize) {
    let server = server(place, attempt);
    until("the command has begun", || place.lines("effects") == lines);
    kill(server);
}

/// Does the same with the shim: only the command is left.
fn server_and_shim_die(place: &Place, attempt: &Attempt, lines: usize) {
    server_dies(place, attempt, lines);
    kill_shim(attempt);
}

fn shim_pid(attempt: &Attempt) -> i32 {
    let bytes = std::fs::read(attempt.dir.join("action-0/shim.json")).unwrap();
    let started: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    started["pid"].as_i64().unwrap().try_into().unwrap()
}

fn kill_shim(attempt: &Attempt) {
    let pid = rustix::process::Pid::from_raw(shim_pid(attempt)).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
    // A leader is a zombie while its threads are still ending and its lock is still held.
    let lock = std::fs::File::open(attempt.dir.join("action-0/lock")).unwrap();
    until("the shim is gone", || {
        rustix::fs::flock(&lock, rustix::fs::FlockOperation::NonBlockingLockShared).is_ok()
    });
}

#[test]
fn a_new_runner_re_attaches_to_a_command_that_goes_on() {
    let place = Place::new();
    let attempt = place.attempt(sh(&format!(
        "echo ran >> {0}; sleep 0.7; echo finished",
        place.text("effects")
    )));
    server_dies(&place, &attempt, 1);
    let report = run(&attempt);
    assert_succeeded(&report);
    assert_eq!(report.output, "finished\n");
    assert_eq!(place.lines("effects"), 1);
    // Once more, from what is recorded.
    assert_eq!(run(&attempt), report);
    assert_eq!(place.lines("effects"), 1);
}

#[test]
fn an_outcome_that_came_meanwhile_is_taken() {
    let place = Place::new();
    let attempt = place.attempt(sh(&format!(
        "echo ran >> {}; sleep 0.2; exit 6",
        place.text("effects")
    )));
    server_dies(&place, &attempt, 1);
    until("the outcome is there", || {
        attempt.dir.join("action-0/outcome.json").exists()
    });
    let report = run(&attempt);
    assert!(failure(&report).0.contains("exit code 6"));
    assert_eq!(place.lines("effects"), 1);
}

#[test]
fn a_re_attached_command_can_be_called_off_and_watched() {
    let place = Place::new();
    let marker = place.marker(1);
    let attempt = place.attempt(sh(&format!(
        "echo ran >> {}; echo hello; sleep {marker}",
        place.text("effects")
    )));
    server_dies(&place, &attempt, 1);
    let watch = Watch::calling_off_after(Duration::from_millis(200));
    let report = runner().run(&attempt, &watch);
    assert_eq!(failure(&report), ("called off", true));
    assert_eq!(*watch.output.lock().unwrap(), "hello\n");
    assert_eq!(processes(&marker), Vec::<String>::new());
}

#[test]
fn killed_at_any_moment_a_command_runs_once_at_most() {
    for delay_ms in [0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30] {
        let place = Place::new();
        let attempt = place.attempt(sh(&format!(
            "echo ran >> {}; echo done",
            place.text("effects")
        )));
        let server = server(&place, &attempt);
        std::thread::sleep(Duration::from_millis(delay_ms));
        kill(server);
        let report = run(&attempt);
        // The shim is never killed here, so the outcome is always found, and there is one effect.
        assert_succeeded(&report);
        assert_eq!(
            place.lines("effects"),
            1,
            "killed after {delay_ms} ms: {report:?}"
        );
    }
}

#[test]
fn two_runners_on_one_attempt_have_one_effect() {
    let place = Place::new();
    let attempt = place.attempt(sh(&format!(
        "echo ran >> {}; sleep 0.1",
        place.text("effects")
    )));
    let reports: Vec<_> = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..4).map(|_| scope.spawn(|| run(&attempt))).collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    reports.iter().for_each(assert_succeeded);
    assert_eq!(place.lines("effects"), 1);
}

#[test]
fn two_shims_for_one_attempt_are_impossible() {
    let place = Place::new();
    let slot = place.path("slot");
    std::fs::create_dir(&slot).unwrap();
    let order = json!({
        "argv": ["sh", "-c", format!("echo ran >> {}; sleep 0.2", place.text("effects"))],
        "env": {"PATH": "/usr/bin:/bin"}, "cwd": "/", "timeout_ms": 5000, "grace_ms": 100, "user": null,
    });
    std::fs::write(slot.join("command.json"), order.to_string()).unwrap();
    std::fs::write(place.path("no-secrets"), "{}").unwrap();
    let shims: Vec<_> = (0..5)
        .map(|_| {
            let input = std::fs::File::open(place.path("no-secrets")).unwrap();
            let mut command = Command::new(executable());
            command
                .arg("shim")
                .arg(&slot)
                .stdin(input)
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    let outputs: Vec<_> = shims
        .into_iter()
        .map(|shim| shim.wait_with_output().unwrap())
        .collect();
    assert_eq!(
        outputs
            .iter()
            .filter(|output| output.status.success())
            .count(),
        1
    );
    let refused = outputs
        .iter()
        .find(|output| !output.status.success())
        .unwrap();
    assert!(
        String::from_utf8_lossy(&refused.stderr).contains("another shim has begun"),
        "{refused:?}"
    );
    assert_eq!(place.lines("effects"), 1);
}

#[test]
fn after_a_host_restart_the_outcome_is_unknown() {
    let place = Place::new();
    let attempt = place.attempt(sh(&format!(
        "echo ran >> {}; sleep 0.2",
        place.text("effects")
    )));
    assert_succeeded(&run(&attempt));
    // The state that a power failure would have left: it began in another boot, and has no outcome.
    std::fs::remove_file(attempt.dir.join("action-0/outcome.json")).unwrap();
    let shim = attempt.dir.join("action-0/shim.json");
    let mut started: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&shim).unwrap()).unwrap();
    started["boot_id"] = json!("another boot");
    std::fs::write(&shim, started.to_string()).unwrap();
    let report = run(&attempt);
    assert!(
        unknown(&report).contains("the host was restarted"),
        "{report:?}"
    );
    assert_eq!(place.lines("effects"), 1);
    // A step declared idempotent runs again.
    let report = run(&Attempt {
        idempotent: true,
        ..attempt
    });
    assert_succeeded(&report);
    assert_eq!(place.lines("effects"), 2);
}

#[test]
fn what_a_killed_shim_left_behind_has_ended_when_the_outcome_is_unknown() {
    let place = Place::new();
    let effects = place.text("effects");
    let script = format!("echo begun >> {effects}; sleep 0.5; echo late >> {effects}");
    let attempt = place.attempt(sh(&script));
    server_and_shim_die(&place, &attempt, 1);
    let watch = Watch::default();
    let report = runner().run(&attempt, &watch);
    // A person who checks the target now sees everything that it did.
    assert_eq!(place.lines("effects"), 2);
    let message = unknown(&report);
    assert!(
        message.contains("its shim was killed") && message.contains("went on and ended by itself"),
        "{message}"
    );
    let told = watch.output.lock().unwrap().clone();
    assert!(told.contains("waiting for 2 processes"), "{told}");
}

#[test]
fn what_a_killed_shim_left_behind_is_ended_when_its_time_is_out_or_it_is_called_off() {
    let place = Place::new();
    let marker = place.marker(1);
    // It ignores the request to end, and so does a process that left the session.
    let script = format!(
        "trap '' TERM; setsid sleep {marker} & echo begun >> {}; while :; do sleep {marker}; done",
        place.text("effects")
    );
    let attempt = place.attempt(sh(&script));
    let in_time = Attempt {
        timeout: Duration::from_millis(300),
        ..attempt.clone()
    };
    server_and_shim_die(&place, &attempt, 1);
    let message = unknown(&run(&in_time)).to_owned();
    assert!(message.contains("ended when its time was out"), "{message}");
    assert_eq!(processes(&marker), Vec::<String>::new());

    let second = Attempt {
        attempt: 2,
        dir: place.path("attempt/migrate/forward-2"),
        ..attempt
    };
    server_and_shim_die(&place, &second, 2);
    let watch = Watch::calling_off_after(Duration::from_millis(100));
    let report = runner().run(&second, &watch);
    let message = unknown(&report);
    assert!(
        message.contains("ended when it was called off"),
        "{message}"
    );
    assert_eq!(processes(&marker), Vec::<String>::new());
}

#[test]
fn an_idempotent_step_is_begun_anew_after_what_a_killed_shim_left_behind_was_killed() {
    let place = Place::new();
    let marker = place.marker(1);
    let script = format!(
        "echo ran >> {}; sleep {marker}; true",
        place.text("effects")
    );
    let attempt = Attempt {
        idempotent: true,
        ..place.attempt(sh(&script))
    };
    server_and_shim_die(&place, &attempt, 1);
    let again = Attempt {
        timeout: Duration::from_millis(300),
        ..attempt
    };
    let report = run(&again);
    assert!(failure(&report).0.contains("timeout"), "{report:?}");
    assert_eq!(place.lines("effects"), 2);
    assert_eq!(processes(&marker), Vec::<String>::new());
}

// I3: if the probe said no, the step could begin again beside itself.
#[test]
fn a_probe_gives_no_answer_while_a_process_of_its_step_runs() {
    let place = Place::new();
    let forward = place.attempt(sh(&format!(
        "echo begun >> {}; sleep 4321; true",
        place.text("effects")
    )));
    let first = server(&place, &forward);
    until("the command has begun", || place.lines("effects") == 1);
    let report = run(&place.probe(sh("exit 1"), 1));
    let message = unknown(&report);
    assert!(message.contains("still run"), "{message}");
    // It does not say yes either: the effect may be only half done.
    unknown(&run(&place.probe(sh("exit 0"), 2)));
    // Another step's processes do not concern it.
    let other = Attempt {
        step: "other".parse().unwrap(),
        ..place.probe(sh("exit 0"), 3)
    };
    assert_succeeded(&run(&other));
    kill(first);
    let called_off = Watch::calling_off_after(Duration::ZERO);
    assert_eq!(
        failure(&runner().run(&forward, &called_off)).0,
        "called off"
    );
    assert!(
        failure(&run(&place.probe(sh("exit 1"), 4)))
            .0
            .contains("exit code 1")
    );
}

#[test]
fn a_torn_record_is_unknown_not_run_again() {
    let place = Place::new();
    let attempt = place.attempt(sh(&format!("echo ran >> {}", place.text("effects"))));
    assert_succeeded(&run(&attempt));
    std::fs::write(attempt.dir.join("action-0/outcome.json"), "{\"exit\":").unwrap();
    unknown(&run(&attempt));
    std::fs::remove_file(attempt.dir.join("action-0/outcome.json")).unwrap();
    std::fs::write(attempt.dir.join("action-0/shim.json"), "").unwrap();
    unknown(&run(&attempt));
    assert_eq!(place.lines("effects"), 1);
}

#[test]
fn later_actions_go_on_where_the_first_ones_ended() {
    let place = Place::new();
    let mut attempt = place.attempt(sh(&format!("echo first >> {}", place.text("effects"))));
    attempt.actions.push(action(sh(&format!(
        "echo second >> {}; sleep 0.3",
        place.text("effects")
    ))));
    let server = server(&place, &attempt);
    until("the second has begun", || place.lines("effects") == 2);
    kill(server);
    assert_succeeded(&run(&attempt));
    assert_eq!(
        std::fs::read_to_string(place.path("effects")).unwrap(),
        "first\nsecond\n"
    );
}

// I1: without a durable intent, there is no effect.
#[test]
fn where_nothing_can_be_recorded_nothing_runs() {
    let place = Place::new();
    let mut attempt = place.attempt(sh(&format!("echo ran >> {}", place.text("effects"))));
    std::fs::write(place.path("file"), "").unwrap();
    attempt.dir = place.path("file/attempt");
    assert!(failure(&run(&attempt)).0.contains("nothing was begun"));
    // The shim cannot create its record: a directory is in its place.
    let attempt = place.attempt(sh(&format!("echo ran >> {}", place.text("effects"))));
    std::fs::create_dir_all(attempt.dir.join("action-0/command.json")).unwrap();
    assert!(failure(&run(&attempt)).0.contains("nothing was begun"));
    assert_eq!(place.lines("effects"), 0);
}
