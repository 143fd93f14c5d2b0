//! T21: whatever a command does, none of its processes is left. Endless output is in `commands.rs`, and in
//! `tests/faults/children.rs` of the binary with ten gigabytes.

use std::time::{Duration, Instant};

use placet_engine::ports::Runner as _;

use crate::support::*;

/// Calls a script off once it has printed `ready`, and returns how long the end took.
fn call_off(place: &Place, script: &str, marker: &str) -> Duration {
    let attempt = place.attempt(sh(script));
    let ready = attempt.dir.join("action-0/output");
    let ready = || std::fs::read_to_string(&ready).is_ok_and(|text| text.contains("ready"));
    let watch = std::sync::Mutex::new(None::<Instant>);
    struct Until<'a>(
        &'a (dyn Fn() -> bool + Sync),
        &'a std::sync::Mutex<Option<Instant>>,
    );
    impl placet_engine::ports::Live for Until<'_> {
        fn output(&self, _text: &str) {}
        fn called_off(&self) -> bool {
            let ready = (self.0)();
            if ready {
                self.1.lock().unwrap().get_or_insert_with(Instant::now);
            }
            ready
        }
    }
    let report = runner().run(&attempt, &Until(&ready, &watch));
    let took = watch.lock().unwrap().expect("it was called off").elapsed();
    assert_eq!(failure(&report), ("called off", true));
    assert_eq!(processes(marker), Vec::<String>::new());
    took
}

#[test]
fn t21_a_call_off_ends_a_willing_command_at_once() {
    let place = Place::new();
    let marker = place.marker(1);
    let took = call_off(&place, &format!("echo ready; exec sleep {marker}"), &marker);
    assert!(took < GRACE, "{took:?}");
}

#[test]
fn t21_a_call_off_kills_what_ignores_it() {
    let place = Place::new();
    let marker = place.marker(2);
    let script = format!("trap '' TERM INT HUP; echo ready; while :; do sleep {marker}; done");
    let took = call_off(&place, &script, &marker);
    assert!(took < GRACE + Duration::from_secs(1), "{took:?}");
}

#[test]
fn t21_a_call_off_reaches_what_left_the_session() {
    let place = Place::new();
    let marker = place.marker(3);
    let script = format!(
        "setsid sh -c 'trap \"\" TERM; while :; do sleep {marker}; done' & \
         (setsid setsid sleep {marker} &) ; sleep 0.2; echo ready; wait"
    );
    let took = call_off(&place, &script, &marker);
    assert!(took < GRACE + Duration::from_secs(1), "{took:?}");
}

// Neither its environment, nor its session, nor its parent shows which attempt it belongs to.
#[test]
fn t21_a_call_off_reaches_a_daemon_with_an_empty_environment() {
    let place = Place::new();
    let marker = place.marker(8);
    let file = place.path("daemon");
    let text = format!("trap '' TERM; cd /; while :; do sleep {marker}; done");
    std::fs::write(&file, text).unwrap();
    let script = format!(
        "(env -i setsid sh -c '(setsid sh {} </dev/null >/dev/null 2>&1 &)' &); sleep 0.3; echo ready; sleep {marker}",
        file.display()
    );
    let took = call_off(&place, &script, &marker);
    assert!(took < GRACE + Duration::from_secs(1), "{took:?}");
}

#[test]
fn t21_a_call_off_reaches_what_was_stopped() {
    let place = Place::new();
    let marker = place.marker(4);
    let took = call_off(
        &place,
        &format!("sleep {marker} & kill -STOP $!; echo ready; wait"),
        &marker,
    );
    assert!(took < GRACE, "{took:?}");
}

#[test]
fn t21_a_small_fork_bomb_is_ended() {
    let place = Place::new();
    let marker = place.marker(5);
    // Each process starts another one before it ends, so there is always a new one to catch.
    let script =
        format!("trap '' TERM; echo ready; f() {{ sleep 0.001; f & }}; f; f; f; sleep {marker}");
    let took = call_off(&place, &script, &marker);
    assert!(took < GRACE + Duration::from_secs(3), "{took:?}");
}

#[test]
fn t21_a_timeout_ends_everything_too() {
    let place = Place::new();
    let marker = place.marker(6);
    let mut attempt = place.attempt(sh(&format!(
        "setsid sleep {marker} & trap '' TERM; sleep {marker}"
    )));
    attempt.timeout = Duration::from_millis(300);
    let began = Instant::now();
    let report = run(&attempt);
    assert!(failure(&report).0.contains("timeout"), "{report:?}");
    assert!(
        began.elapsed() < Duration::from_millis(300) + GRACE + Duration::from_secs(1),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(processes(&marker), Vec::<String>::new());
}

#[test]
fn t21_background_children_end_with_the_command() {
    let place = Place::new();
    let marker = place.marker(7);
    let script = format!(
        "sleep {marker} & setsid sleep {marker} & (sleep {marker} >/dev/null 2>&1 &) ; echo done"
    );
    let report = run(&place.attempt(sh(&script)));
    assert_succeeded(&report);
    assert_eq!(report.output, "done\n");
    assert_eq!(processes(&marker), Vec::<String>::new());
}

// Notification to the shim: a finished command is noticed at once, not at the next check.
#[test]
fn a_finished_command_is_noticed_at_once() {
    let place = Place::new();
    let mut fastest = Duration::MAX;
    for number in 0..10 {
        let mut attempt = place.attempt(sh("date +%s%N"));
        attempt.dir = place.path(&format!("fast-{number}"));
        let report = run(&attempt);
        let now = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap();
        let ended = Duration::from_nanos(report.output.trim().parse().unwrap());
        fastest = fastest.min(now.saturating_sub(ended));
    }
    // This includes two fsyncs and two exits. Checking every 20 ms would take twice as long.
    assert!(fastest < Duration::from_millis(15), "{fastest:?}");
}
