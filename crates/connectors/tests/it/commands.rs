//! Commands: outcome, environment, directory, output, checks.

use std::time::{Duration, Instant};

use placet_domain::change::Outcome;
use placet_domain::digest::Digest;
use placet_domain::plan::OUTPUT_BYTES_MAX;
use placet_engine::ports::Runner as _;
use serde_json::json;

use crate::support::*;

#[test]
fn a_command_succeeds_and_its_output_is_kept() {
    let place = Place::new();
    let report = run(&place.attempt(sh("echo out; echo err >&2; pwd")));
    assert_succeeded(&report);
    assert!(report.output.starts_with("out\nerr\n"), "{}", report.output);
    assert!(
        report.output.trim_end().ends_with("/scratch"),
        "{}",
        report.output
    );
    assert_eq!(report.output_sha256, None);
    assert!(report.before.is_null());
}

#[test]
fn exit_codes_mean_what_the_plan_says() {
    let place = Place::new();
    for (code, failed, gives_up) in [
        (0, false, false),
        (3, false, false),
        (4, true, false),
        (5, true, true),
    ] {
        let mut attempt = place.attempt(json!({"command": {
            "run": ["sh", "-c", format!("exit {code}")], "ok": [0, 3], "give_up": [5]
        }}));
        attempt.dir = place.path(&format!("exit-{code}"));
        let report = run(&attempt);
        if failed {
            let (message, give_up) = failure(&report);
            assert!(message.contains(&format!("exit code {code}")), "{message}");
            assert_eq!(give_up, gives_up);
        } else {
            assert_succeeded(&report);
        }
    }
    let report = run(&place.attempt(sh("kill -9 $$")));
    assert!(failure(&report).0.contains("signal 9"), "{report:?}");
}

#[test]
fn what_cannot_be_started_is_a_clear_failure_without_a_retry() {
    let place = Place::new();
    std::fs::write(place.path("program"), "no program").unwrap();
    for (name, run_it, reason) in [
        (
            "missing",
            json!(["no-such-program-anywhere"]),
            "does not exist",
        ),
        ("plain", json!([place.text("program")]), "not executable"),
        ("empty", json!([]), "empty"),
        ("zero", json!(["echo", "a\u{0}b"]), "zero byte"),
    ] {
        let mut attempt = place.attempt(json!({"command": {"run": run_it}}));
        attempt.dir = place.path(name);
        let report = run(&attempt);
        let (message, give_up) = failure(&report);
        assert!(message.contains(reason) && give_up, "{name}: {message}");
        // Once more: it returns the recorded outcome, or refuses in the same way.
        assert_eq!(run(&attempt).outcome, report.outcome);
    }
    let mut attempt =
        place.attempt(json!({"command": {"run": ["true"], "in_dir": "/no/such/dir"}}));
    attempt.dir = place.path("in_dir");
    assert!(
        failure(&run(&attempt))
            .0
            .contains("`/no/such/dir` does not exist")
    );
}

// T13: the environment is cleared.
#[test]
fn the_environment_is_scrubbed() {
    let place = Place::new();
    let attempt =
        place.attempt(json!({"command": {"run": ["env", "-0"], "env": {"MINE": "a b$(c)"}}}));
    let report = run(&attempt);
    // Zero bytes are control characters, so they are removed from the output.
    for entry in [
        "MINE=a b$(c)",
        "PLACET_STEP=migrate",
        "PLACET_ATTEMPT=1",
        "PLACET_DIRECTION=forward",
        "PLACET_IDEMPOTENCY_KEY=key-1",
        "PLACET_FENCE=7",
        &format!("PLACET_CHANGE={}", attempt.change),
    ] {
        assert!(
            report.output.contains(entry),
            "{entry} in {}",
            report.output
        );
    }
    assert!(!report.output.contains("CARGO"), "{}", report.output);
    let mut attempt = place
        .attempt(json!({"command": {"run": ["true"], "env": {"PLACET_FENCE": "9", "A=B": "c"}}}));
    attempt.dir = place.path("own");
    let report = run(&attempt);
    let (message, give_up) = failure(&report);
    assert!(
        message.contains("PLACET_FENCE") && message.contains("A=B") && give_up,
        "{message}"
    );
}

#[test]
fn t21_fifty_megabytes_are_taken_quickly_and_kept_in_part() {
    let place = Place::new();
    let began = Instant::now();
    let report = run(&place.attempt(sh(
        "echo first; head -c 50000000 /dev/zero | tr '\\0' x; echo; echo last",
    )));
    assert_succeeded(&report);
    assert!(
        began.elapsed() < Duration::from_secs(10),
        "{:?}",
        began.elapsed()
    );
    assert!(report.output.len() <= OUTPUT_BYTES_MAX);
    assert!(report.output.starts_with("first\nxxx") && report.output.ends_with("x\nlast\n"));
    assert!(report.output.contains(" bytes left out]"));
    let whole = format!("first\n{}\nlast\n", "x".repeat(50_000_000));
    assert_eq!(
        report.output_sha256,
        Some(Digest::of_bytes(whole.as_bytes()))
    );
}

#[test]
fn output_is_seen_while_the_command_runs() {
    let place = Place::new();
    let attempt = place.attempt(sh("echo early; sleep 0.6; echo late"));
    let watch = Watch::default();
    std::thread::scope(|scope| {
        let run = scope.spawn(|| runner().run(&attempt, &watch));
        until("the first line is seen", || {
            *watch.output.lock().unwrap() == "early\n"
        });
        assert!(!run.is_finished());
        assert_succeeded(&run.join().unwrap());
    });
}

#[test]
fn a_check_must_hold_afterwards() {
    let place = Place::new();
    let mut attempt = place.attempt(sh("echo did it"));
    attempt.check = Some(action(sh("echo looked; exit 1")));
    let report = run(&attempt);
    assert!(
        failure(&report)
            .0
            .starts_with("the check failed: ended with exit code 1")
    );
    assert_eq!(report.output, "did it\nlooked\n");
    attempt.check = Some(action(sh("true")));
    attempt.dir = place.path("second");
    assert_succeeded(&run(&attempt));
}

#[test]
fn actions_run_in_order_and_stop_at_the_first_failure() {
    let place = Place::new();
    let mut attempt = place.attempt(sh("echo 1 >> log"));
    attempt.actions.push(action(sh("echo 2 >> log; exit 1")));
    attempt.actions.push(action(sh("echo 3 >> log")));
    failure(&run(&attempt));
    assert_eq!(
        std::fs::read_to_string(attempt.dir.join("scratch/log")).unwrap(),
        "1\n2\n"
    );
}

#[test]
fn a_change_has_one_scratch_directory_if_a_root_is_given() {
    let place = Place::new();
    let runner = runner().with_scratch(place.path("scratch"));
    let mut attempt = place.attempt(sh("echo result > report.txt"));
    assert_succeeded(&runner.run(&attempt, &Watch::default()));
    attempt.actions = vec![action(
        json!({"evidence": {"kind": "test", "path": "report.txt"}}),
    )];
    attempt.dir = place.path("next");
    let report = runner.run(&attempt, &Watch::default());
    assert_succeeded(&report);
    assert_eq!(
        report.evidence.unwrap().sha256,
        Digest::of_bytes(b"result\n")
    );
}

#[test]
fn a_manual_task_is_no_work_for_a_runner() {
    let place = Place::new();
    let report = run(&place.attempt(json!({"task": {"text": "call the provider"}})));
    assert!(failure(&report).0.contains("manual task"));
}

#[test]
fn another_user_is_changed_to_or_the_step_fails() {
    let place = Place::new();
    let mut attempt = place.attempt(sh(
        "id -un; cat /proc/self/status | grep NoNewPrivs; echo $HOME",
    ));
    attempt.run_as = Some("nobody".to_owned());
    let report = run(&attempt);
    if rustix::process::geteuid().is_root() {
        assert_succeeded(&report);
        assert!(report.output.starts_with("nobody\n"), "{}", report.output);
        attempt.dir = place.path("missing");
        attempt.actions = vec![action(json!({"command": {"run": ["no-such-program"]}}))];
        let report = run(&attempt);
        assert!(failure(&report).0.contains("does not exist") && failure(&report).1);
        attempt.dir = place.path("loader");
        attempt.actions = vec![action(
            json!({"command": {"run": ["true"], "env": {"LD_PRELOAD": "/tmp/x.so"}}}),
        )];
        assert!(failure(&run(&attempt)).0.contains("LD_PRELOAD"));
    } else {
        assert!(failure(&report).0.contains("root"));
    }
    attempt.dir = place.path("nobody-there");
    attempt.run_as = Some("no-such-user".to_owned());
    assert!(failure(&run(&attempt)).0.contains("no such user"));
    attempt.run_as = Some("nobody".to_owned());
    attempt.actions = vec![action(
        json!({"write": {"path": place.text("x"), "content": ""}}),
    )];
    assert!(failure(&run(&attempt)).0.contains("`nobody`"));
    assert!(!place.path("x").exists());
}

#[test]
fn a_wait_waits_and_can_be_called_off_and_runs_out_of_time() {
    let place = Place::new();
    let began = Instant::now();
    let mut attempt = place.attempt(json!({"wait": "100ms"}));
    assert_succeeded(&run(&attempt));
    assert!(began.elapsed() >= Duration::from_millis(100));
    // Nothing had to be durable for it.
    assert!(!attempt.dir.exists());
    attempt.actions = vec![action(json!({"wait": "1h"}))];
    let report = runner().run(
        &attempt,
        &Watch::calling_off_after(Duration::from_millis(50)),
    );
    assert_eq!(
        report.outcome,
        Outcome::Failed {
            message: "called off".to_owned(),
            give_up: true
        }
    );
    attempt.timeout = Duration::from_millis(50);
    assert!(failure(&run(&attempt)).0.contains("timeout"));
}
