//! T13: every text of a plan arrives byte for byte wherever a plan can place it, and nothing on the way interprets it
//! as code. A text that cannot be passed on is refused, and then nothing is done.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use placet_domain::change::Outcome;
use placet_proof::nasty;
use serde_json::{Value, json};

use crate::support::*;

/// Returns the corpus without texts that are secret references by definition.
fn values() -> Vec<String> {
    let mut values = nasty();
    values.retain(|text| !text.starts_with("env:") && !text.starts_with("file:"));
    values
}

#[test]
fn t13_arguments_arrive_as_they_are() {
    let corpus = nasty();
    let place = Place::new();
    let mut argv = vec![
        "python3".to_owned(),
        "-c".to_owned(),
        "import json,sys;open('argv','w').write(json.dumps(sys.argv[1:]))".to_owned(),
    ];
    argv.extend(corpus.clone());
    let report = run(&place.attempt(json!({"command": {"run": argv, "in_dir": place.text("")}})));
    assert_succeeded(&report);
    let arrived = std::fs::read(place.path("argv")).unwrap();
    let arrived: Vec<String> = serde_json::from_slice(&arrived).unwrap();
    assert_eq!(arrived, corpus);
}

#[test]
fn t13_variables_and_directories_arrive_as_they_are_and_nothing_else_does() {
    let place = Place::new();
    let corpus = values();
    let env: BTreeMap<String, &String> = corpus
        .iter()
        .enumerate()
        .map(|(at, text)| (format!("V{at}"), text))
        .collect();
    let dir = place.path("a b$(id)'\"\nü;${x}%s*");
    std::fs::create_dir(&dir).unwrap();
    // The environment as the kernel provides it, before anything else is added.
    let report = run(&place.attempt(json!({"command": {
        "run": ["cp", "/proc/self/environ", "environ"], "env": env, "in_dir": dir,
    }})));
    assert_succeeded(&report);
    let arrived = std::fs::read(dir.join("environ")).unwrap();
    let mut arrived: BTreeMap<String, String> = String::from_utf8(arrived)
        .unwrap()
        .split_terminator('\0')
        .map(|entry| entry.split_once('=').unwrap())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    for (name, text) in env {
        assert_eq!(arrived.remove(&name).as_ref(), Some(text), "{name}");
    }
    arrived.retain(|name, _| !name.starts_with("PLACET_"));
    let rest: Vec<String> = arrived.into_keys().collect();
    assert_eq!(rest, ["HOME", "LANG", "PATH"]);
}

#[test]
fn t13_contents_and_names_of_files_are_what_the_plan_says() {
    // This runs in memory: it does not test durability, and each write is made durable several times.
    let place = Place::in_memory();
    let dir = place.path("files");
    std::fs::create_dir(&dir).unwrap();
    let (mut written, mut refused) = (0, 0);
    for (number, text) in nasty().iter().enumerate() {
        let numbered = dir.join(number.to_string());
        let mut attempt = place.attempt(json!({"write": {"path": numbered, "content": text}}));
        attempt.dir = place.path(&format!("attempts/content-{number}"));
        assert_succeeded(&run(&attempt));
        assert_eq!(std::fs::read_to_string(&numbered).unwrap(), *text);
        std::fs::remove_file(&numbered).unwrap();
        // A name with one component stays where it says, whatever it contains.
        if text.contains('/') || ["", ".", ".."].contains(&text.as_str()) {
            continue;
        }
        let named = format!("{}/{text}", dir.display());
        attempt.actions = vec![action(json!({"write": {"path": named, "content": "here"}}))];
        attempt.dir = place.path(&format!("attempts/name-{number}"));
        let report = run(&attempt);
        let found: Vec<_> = std::fs::read_dir(&dir).unwrap().flatten().collect();
        match report.outcome {
            Outcome::Succeeded => {
                written += 1;
                assert_eq!(found.len(), 1, "{text:?}");
                assert_eq!(found[0].file_name().to_str(), Some(text.as_str()));
                std::fs::remove_file(found[0].path()).unwrap();
            }
            // It is longer than a file system allows.
            _ => {
                refused += 1;
                assert!(text.len() > 200 && found.is_empty(), "{text:?}: {report:?}");
            }
        }
    }
    assert!(
        written >= 300 && refused <= 5,
        "{written} written, {refused} refused"
    );
}

/// Accepts requests as they come, and answers each with 200.
struct Sink {
    address: String,
    seen: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Sink {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let seen: Arc<Mutex<Vec<Vec<u8>>>> = Arc::default();
        let shared = Arc::clone(&seen);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut bytes = Vec::new();
                let mut buffer = [0; 65536];
                while !is_complete(&bytes) {
                    match stream.read(&mut buffer) {
                        Ok(count @ 1..) => bytes.extend_from_slice(&buffer[..count]),
                        _ => break,
                    }
                }
                shared.lock().unwrap().push(bytes);
                let _ = stream
                    .write_all(b"HTTP/1.1 200 X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            }
        });
        Self { address, seen }
    }

    fn take(&self) -> Vec<Vec<u8>> {
        std::mem::take(&mut *self.seen.lock().unwrap())
    }
}

fn split(bytes: &[u8]) -> Option<(Vec<String>, &[u8])> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..end]);
    Some((
        head.split("\r\n").map(str::to_owned).collect(),
        &bytes[end + 4..],
    ))
}

fn is_complete(bytes: &[u8]) -> bool {
    split(bytes).is_some_and(|(head, body)| {
        let length = head.iter().find_map(|line| {
            line.to_lowercase()
                .strip_prefix("content-length: ")?
                .parse()
                .ok()
        });
        body.len() >= length.unwrap_or(0)
    })
}

/// Returns the names of the headers that arrived.
fn names(head: &[String]) -> Vec<String> {
    let mut names: Vec<String> = head[1..]
        .iter()
        .map(|line| line.split(':').next().unwrap_or_default().to_lowercase())
        .collect();
    names.sort();
    names
}

fn ask(place: &Place, http: &Value) -> Outcome {
    run(&place.attempt(json!({ "http": http }))).outcome
}

#[test]
fn t13_bodies_of_requests_arrive_as_they_are() {
    let place = Place::new();
    let sink = Sink::new();
    for text in nasty() {
        let url = format!("http://{}/", sink.address);
        let outcome = ask(&place, &json!({"method": "GET", "url": url, "body": text}));
        assert_eq!(outcome, Outcome::Succeeded, "{text:?}");
        let seen = sink.take();
        assert_eq!(seen.len(), 1);
        assert_eq!(split(&seen[0]).unwrap().1, text.as_bytes(), "{text:?}");
    }
}

#[test]
fn t13_a_header_is_one_header_or_nothing_is_sent() {
    let place = Place::new();
    let sink = Sink::new();
    let url = format!("http://{}/", sink.address);
    ask(
        &place,
        &json!({"url": url, "headers": {"X-Value": "plain"}}),
    );
    let usual = names(&split(&sink.take()[0]).unwrap().0);
    let (mut sent, mut refused) = (0, 0);
    for text in values() {
        let outcome = ask(&place, &json!({"url": url, "headers": {"X-Value": text}}));
        let seen = sink.take();
        if outcome == Outcome::Succeeded {
            sent += 1;
            let (head, rest) = split(&seen[0]).unwrap();
            assert_eq!((names(&head), rest), (usual.clone(), &b""[..]), "{text:?}");
            let line = head.iter().find_map(|line| line.strip_prefix("x-value: "));
            assert_eq!(line.unwrap_or_default().trim(), text.trim(), "{text:?}");
            continue;
        }
        refused += 1;
        assert!(seen.is_empty(), "{text:?} was refused and sent");
        assert!(
            text.chars().any(|c| c.is_control() && c != '\t'),
            "{text:?}: {outcome:?}"
        );
    }
    assert!(sent > 200 && refused > 50, "{sent} sent, {refused} refused");
}

#[test]
fn t13_an_address_leads_to_its_host_and_carries_no_header() {
    let place = Place::new();
    let sink = Sink::new();
    let base = format!("http://{}", sink.address);
    ask(&place, &json!({"url": format!("{base}/plain")}));
    let usual = names(&split(&sink.take()[0]).unwrap().0);
    let (mut sent, mut refused) = (0, 0);
    for text in nasty() {
        let outcome = ask(&place, &json!({"url": format!("{base}/{text}")}));
        let seen = sink.take();
        if outcome != Outcome::Succeeded {
            refused += 1;
            assert!(seen.is_empty(), "{text:?} was refused and sent");
            continue;
        }
        sent += 1;
        let (head, rest) = split(&seen[0]).unwrap();
        assert_eq!((names(&head), rest), (usual.clone(), &b""[..]), "{text:?}");
        let before_fragment = text.split('#').next().unwrap_or_default();
        assert_eq!(
            head[0],
            format!("GET /{before_fragment} HTTP/1.1"),
            "{text:?}"
        );
    }
    assert!(
        sent > 100 && refused > 100,
        "{sent} sent, {refused} refused"
    );
    // In front of the path, anything that is not an address is refused, and no other host is contacted.
    for text in nasty().iter().filter(|text| !text.is_empty()) {
        for url in [
            format!("{base}@{text}/"),
            format!("http://{text}@{}/", sink.address),
        ] {
            let outcome = ask(&place, &json!({ "url": url }));
            assert!(
                matches!(outcome, Outcome::Failed { .. }),
                "{url:?}: {outcome:?}"
            );
        }
    }
    assert_eq!(sink.take(), Vec::<Vec<u8>>::new());
}

#[test]
fn t13_a_zero_byte_is_refused_everywhere() {
    let place = Place::new();
    let marker = place.text("ran");
    let zero = "a\0b";
    for (number, refused) in [
        json!({"command": {"run": ["touch", marker, zero]}}),
        json!({"command": {"run": [zero]}}),
        json!({"command": {"run": ["touch", marker], "env": {"A": zero}}}),
        json!({"command": {"run": ["touch", marker], "env": {zero: "A"}}}),
        json!({"command": {"run": ["touch", marker], "in_dir": format!("{}{zero}", place.text(""))}}),
        json!({"write": {"path": format!("{marker}{zero}"), "content": "x"}}),
        json!({"install": {"from": place.text(""), "into": place.text("into"), "name": zero, "link": marker}}),
        json!({"http": {"url": "http://127.0.0.1:9/", "headers": {"A": zero}}}),
        json!({"http": {"url": format!("http://127.0.0.1:9/{zero}")}}),
        json!({"evidence": {"kind": "log", "path": format!("{marker}{zero}")}}),
    ]
    .into_iter()
    .enumerate()
    {
        let mut attempt = place.attempt(refused);
        attempt.dir = place.path(&format!("attempt-{number}"));
        failure(&run(&attempt));
        assert!(!place.path("ran").exists(), "{number}");
    }
}
