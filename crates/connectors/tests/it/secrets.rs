//! T15: a secret reaches the command and nothing else.

use placet_engine::ports::Runner as _;
use serde_json::json;

use crate::support::*;

const SECRET: &str = "c4nary-\"päss/word+1";

#[test]
fn a_secret_reaches_the_command_and_leaves_no_trace() {
    let place = Place::new();
    std::fs::write(place.path("secret"), format!("{SECRET}\n")).unwrap();
    let script = "import os,sys,base64,json,time,urllib.parse as u\n\
        s=os.environ['TOKEN']\n\
        assert s==open(os.environ['WHERE']).read().strip()\n\
        print('plain',s);print(json.dumps(s));print(s.encode().hex());print(base64.b64encode(s.encode()).decode())\n\
        print(base64.b64encode(('user:'+s).encode()).decode());print(u.quote(s,safe=''),u.quote_plus(s),flush=True)\n\
        for c in s.encode():\n  sys.stdout.buffer.write(bytes([c]));sys.stdout.flush();time.sleep(0.005)\n\
        print(' end', flush=True);time.sleep(0.3)\n";
    let attempt = place.attempt(json!({"command": {
        "run": ["python3", "-c", script],
        "env": {"TOKEN": format!("file:{}", place.text("secret")), "WHERE": place.text("secret")},
    }}));
    let watch = Watch::default();
    let report = std::thread::scope(|scope| {
        let run = scope.spawn(|| runner().run(&attempt, &watch));
        until("the command is at its end", || {
            watch.output.lock().unwrap().contains(" end")
        });
        assert_eq!(
            processes("c4nary"),
            Vec::<String>::new(),
            "in the arguments of a process"
        );
        run.join().unwrap()
    });
    assert_succeeded(&report);
    let encoded = [
        "c4nary",
        "p\\u00e4ss",
        "63346e6172792d",
        "YzRuYXJ5L",
        "c4nary-%22",
    ];
    let base64_inside = ["dXNlcjpjNG5hcnkt"];
    for trace in encoded.iter().chain(&base64_inside) {
        assert!(
            !watch.output.lock().unwrap().contains(trace),
            "{trace} in the live output"
        );
        assert!(
            !report.output.contains(trace),
            "{trace} in {}",
            report.output
        );
        for file in files_below(&attempt.dir) {
            let bytes = std::fs::read(&file).unwrap();
            let found = bytes
                .windows(trace.len())
                .any(|window| window == trace.as_bytes());
            assert!(!found, "{trace} in {}", file.display());
        }
    }
    assert!(
        report.output.starts_with("plain [redacted]\n"),
        "{}",
        report.output
    );
    assert!(
        report.output.ends_with("[redacted] end\n"),
        "{}",
        report.output
    );
    assert_eq!(
        report.output.matches("[redacted]").count(),
        8,
        "{}",
        report.output
    );
}

#[test]
fn a_secret_that_cannot_be_had_stops_the_step_before_it_begins() {
    let place = Place::new();
    std::fs::write(place.path("short"), "abc").unwrap();
    let attempt = place.attempt(json!({"command": {"run": ["touch", place.text("ran")], "env": {
        "A": "file:/no/such/file", "B": format!("file:{}", place.text("short")), "C": "env:PLACET_DATABASE",
    }}}));
    let report = run(&attempt);
    let (message, give_up) = failure(&report);
    assert!(
        message.contains("`A`") && message.contains("`B`") && message.contains("`C`"),
        "{message}"
    );
    assert!(!message.contains("abc") && give_up);
    assert!(!place.path("ran").exists());
}
