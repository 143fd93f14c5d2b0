//! T15: a secret reaches the command and nothing else.

use placet_engine::ports::Runner as _;
use serde_json::json;

use crate::http::{Reply, Server, attempt};
use crate::support::*;

const SECRET: &str = "c4nary-\"päss/word+1";
/// A secret that fits into a header.
const ASCII: &str = "c4nary-\"pass/word+1";

#[test]
fn t15_a_secret_reaches_the_command_and_leaves_no_trace() {
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
fn t15_a_secret_that_cannot_be_had_stops_the_step_before_it_begins() {
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

/// Returns the forms in which a careless server may send a secret back.
fn echoes(secret: &str) -> Vec<String> {
    let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
    let percent: String = secret.bytes().map(|byte| format!("%{byte:02X}")).collect();
    vec![
        secret.to_owned(),
        json!(secret).to_string(),
        hex.clone(),
        hex.to_uppercase(),
        percent,
    ]
}

#[test]
fn t15_an_answer_over_http_never_shows_the_secret_it_was_asked_with() {
    let place = Place::in_memory();
    std::fs::write(place.path("secret"), ASCII).unwrap();
    for (number, echo) in echoes(ASCII).into_iter().enumerate() {
        for (status, more) in [
            (200, json!({})),
            (500, json!({})),
            (200, json!({"expect_body": "something else"})),
            (200, json!({"expect_json": {"/echo": 1}})),
            (302, json!({})),
        ] {
            let body = json!({"echo": format!("you sent {echo}, did you not?")}).to_string();
            let server = Server::new(vec![Reply::Answer(status, body)]);
            let mut more = more;
            more["method"] = json!("POST");
            more["headers"] =
                json!({"Authorization": format!("Bearer file:{}", place.text("secret"))});
            let mut asked = attempt(&place, &server, &more);
            asked.dir = place.path(&format!("{number}-{status}-{}", more.to_string().len()));
            let watch = Watch::default();
            let report = runner().run(&asked, &watch);
            let mut told = format!("{report:?}{}", watch.output.lock().unwrap());
            for file in files_below(&asked.dir) {
                told.push_str(&std::fs::read_to_string(file).unwrap());
            }
            for trace in ["c4nary", "63346e617279", "63346E617279", "%63%34"] {
                assert!(!told.contains(trace), "{trace} in {told}");
            }
            let seen = server.seen.lock().unwrap();
            assert!(seen[0].contains(ASCII), "{seen:?}");
        }
    }
}

#[test]
fn t15_a_credential_that_no_header_can_carry_is_refused_before_anything_is_sent() {
    let place = Place::new();
    std::fs::write(place.path("secret"), SECRET).unwrap();
    let server = Server::new(vec![Reply::Answer(200, String::new())]);
    let secret = format!("Bearer file:{}", place.text("secret"));
    let asked = attempt(
        &place,
        &server,
        &json!({"method": "POST", "headers": {"Authorization": secret}}),
    );
    let report = run(&asked);
    let (message, give_up) = failure(&report);
    assert!(
        message.contains("`Authorization`") && !message.contains("c4nary") && give_up,
        "{message}"
    );
    assert_eq!(server.count(), 0);
}

// The secrets in the server's own environment reach only the step that asks for them.
#[test]
fn t15_a_step_sees_the_secrets_it_names_and_no_others() {
    let place = Place::new();
    let script = "tr '\\0' '\\n' </proc/self/environ >$OUT; tr '\\0' '\\n' </proc/$PPID/environ >>$OUT; \
        cat /proc/$PPID/cmdline /proc/self/cmdline >>$OUT";
    let run = |name: &str, mut env: serde_json::Value| {
        env["OUT"] = json!(place.text(name));
        let mut attempt =
            place.attempt(json!({"command": {"run": ["sh", "-c", script], "env": env}}));
        attempt.dir = place.path(&format!("attempt-{name}"));
        let file = place.path("attempt.json");
        std::fs::write(&file, serde_json::to_vec(&attempt).unwrap()).unwrap();
        let status = std::process::Command::new(executable())
            .arg("run")
            .arg(&file)
            .env("PLACET_SECRET_ONE", "c4nary-one")
            .env("PLACET_SECRET_TWO", "c4nary-two")
            .env("AWS_SECRET_ACCESS_KEY", "c4nary-aws")
            .status();
        assert!(status.unwrap().success());
        std::fs::read_to_string(place.path(name)).unwrap()
    };
    assert_eq!(run("none", json!({})).matches("c4nary").count(), 0);
    let one = run("one", json!({"TOKEN": "env:PLACET_SECRET_ONE"}));
    assert_eq!(one.matches("c4nary").count(), 1, "{one}");
    assert!(one.contains("TOKEN=c4nary-one"), "{one}");
}

#[test]
fn t15_a_message_about_what_failed_holds_no_secret() {
    let place = Place::new();
    std::fs::write(place.path("secret"), SECRET).unwrap();
    let secret = format!("file:{}", place.text("secret"));
    for (number, action) in [
        json!({"command": {"run": ["/no/such/program"], "env": {"A": secret}}}),
        json!({"command": {"run": ["sh", "-c", "echo \"$A\" >&2; exit 3"], "env": {"A": secret}}}),
        json!({"command": {"run": ["sh", "-c", "kill -SEGV $$"], "env": {"A": secret}}}),
        json!({"command": {"run": ["true"], "env": {"A": secret, "B": "env:SURELY_NOT_SET"}}}),
        json!({"command": {"run": ["true"], "env": {"A": secret}, "in_dir": "/no/such/dir"}}),
        json!({"http": {"url": "http://127.0.0.1:9/", "headers": {"A": secret}}}),
        json!({"http": {"url": "http://169.254.169.254/", "headers": {"A": secret}}}),
        json!({"http": {"url": "http://127.0.0.1:9/", "headers": {"A": secret, "B": "a\nb"}}}),
    ]
    .into_iter()
    .enumerate()
    {
        let mut attempt = place.attempt(action);
        attempt.dir = place.path(&format!("attempt-{number}"));
        let report = run(&attempt);
        failure(&report);
        let mut told = format!("{report:?}");
        for file in files_below(&attempt.dir) {
            told.push_str(&String::from_utf8_lossy(&std::fs::read(file).unwrap()));
        }
        assert!(!told.contains("c4nary"), "{told}");
    }
}
