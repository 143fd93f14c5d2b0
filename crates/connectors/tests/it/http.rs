//! `http`: what is sent, what counts as success, and what is known when no answer comes.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use placet_engine::ports::{Attempt, Runner as _};
use serde_json::{Value, json};

use crate::support::*;

/// What the server does with each request, in order. The last one repeats.
#[derive(Clone)]
pub(crate) enum Reply {
    Answer(u16, String),
    /// Reads the request and hangs up.
    HangUp,
    /// Reads the request and does not answer for a while.
    Silence,
}

pub(crate) struct Server {
    pub(crate) url: String,
    /// Request line, headers and body of each request.
    pub(crate) seen: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(crate) fn new(replies: Vec<Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let shared = Arc::clone(&seen);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let number = shared.lock().unwrap().len();
                let request = read_request(stream.as_ref().unwrap());
                shared.lock().unwrap().push(request);
                let reply = replies.get(number).or(replies.last()).unwrap().clone();
                serve(stream.unwrap(), reply);
            }
        });
        Self { url, seen }
    }

    pub(crate) fn count(&self) -> usize {
        self.seen.lock().unwrap().len()
    }
}

fn read_request(stream: &TcpStream) -> String {
    let mut reader = BufReader::new(stream);
    let (mut text, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        text.push_str(&line);
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    text + &String::from_utf8(body).unwrap()
}

fn serve(mut stream: TcpStream, reply: Reply) {
    match reply {
        Reply::Answer(status, body) => {
            let _ = write!(
                stream,
                "HTTP/1.1 {status} X\r\nLocation: http://169.254.169.254/\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
        }
        Reply::HangUp => drop(stream),
        Reply::Silence => drop(std::thread::spawn(move || {
            std::thread::sleep(Duration::from_secs(20));
            drop(stream);
        })),
    }
}

/// Returns a port that no test gets: one that was free a moment ago may now belong to another test.
pub(crate) const NOBODY_LISTENS: &str = "http://127.0.0.1:1/";

pub(crate) fn ok(body: &str) -> Reply {
    Reply::Answer(200, body.to_owned())
}

pub(crate) fn attempt(place: &Place, server: &Server, more: &Value) -> Attempt {
    let mut http = json!({"url": format!("{}/deploy", server.url)});
    http.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    place.attempt(json!({ "http": http }))
}

#[test]
fn a_post_is_sent_once_with_key_fence_and_secret() {
    let place = Place::new();
    std::fs::write(place.path("token"), "tok-canary-1").unwrap();
    let server = Server::new(vec![ok(r#"{"done": true, "echo": "tok-canary-1"}"#)]);
    let attempt = attempt(
        &place,
        &server,
        &json!({
            "method": "POST", "body": "{\"a\":1}", "expect_json": {"/done": true},
            "headers": {"Authorization": format!("Bearer file:{}", place.text("token")), "Content-Type": "application/json"},
        }),
    );
    let report = run(&attempt);
    assert_succeeded(&report);
    assert!(
        report.output.contains("-> 200") && report.output.contains("[redacted]"),
        "{}",
        report.output
    );
    // The recorded outcome is returned, and nothing is sent again.
    assert_eq!(run(&attempt).outcome, report.outcome);
    let seen = server.seen.lock().unwrap();
    assert_eq!(seen.len(), 1);
    let request = seen[0].to_lowercase();
    for part in [
        "post /deploy",
        "idempotency-key: key-1",
        "placet-fence: 7",
        "bearer tok-canary-1",
        "{\"a\":1}",
    ] {
        assert!(request.contains(part), "{part} in {request}");
    }
    for file in files_below(&attempt.dir) {
        assert!(
            !std::fs::read_to_string(&file)
                .unwrap()
                .contains("tok-canary"),
            "{}",
            file.display()
        );
    }
}

#[test]
fn a_get_needs_nothing_durable_and_is_asked_until_it_is_as_expected() {
    let place = Place::new();
    let server = Server::new(vec![
        Reply::Answer(503, "starting".to_owned()),
        Reply::HangUp,
        ok("still bad"),
        ok("healthy"),
    ]);
    let attempt = attempt(
        &place,
        &server,
        &json!({"expect_body": "healthy", "within": "10s"}),
    );
    assert_succeeded(&run(&attempt));
    assert_eq!(server.count(), 4);
    assert!(!attempt.dir.exists());
}

#[test]
fn an_expectation_that_never_holds_fails_in_time() {
    let place = Place::new();
    let server = Server::new(vec![ok("bad")]);
    let attempt = attempt(
        &place,
        &server,
        &json!({"expect_body": "healthy", "within": "300ms"}),
    );
    let began = Instant::now();
    let report = run(&attempt);
    assert!(
        failure(&report).0.contains("does not contain `healthy`"),
        "{report:?}"
    );
    assert!(began.elapsed() < Duration::from_secs(2) && server.count() > 2);
}

#[test]
fn sent_without_an_answer_is_unknown_unless_it_may_be_repeated() {
    for reply in [Reply::HangUp, Reply::Silence] {
        let place = Place::new();
        let server = Server::new(vec![reply]);
        let mut post = attempt(&place, &server, &json!({"method": "POST", "body": "x"}));
        post.timeout = Duration::from_millis(400);
        let report = run(&post);
        assert!(unknown(&report).contains("may have arrived"), "{report:?}");
        // When asked again, it is still unknown, and nothing is sent.
        let again = run(&post);
        assert!(unknown(&again).contains("not repeated"), "{again:?}");
        assert_eq!(server.count(), 1);
        let idempotent = Attempt {
            idempotent: true,
            dir: place.path("idempotent"),
            ..post.clone()
        };
        failure(&run(&idempotent));
        let mut get = attempt(&place, &server, &json!({}));
        get.timeout = Duration::from_millis(400);
        failure(&run(&get));
    }
}

#[test]
fn what_did_not_arrive_is_a_plain_failure() {
    let place = Place::new();
    let mut post = place.attempt(json!({"http": {"method": "POST", "url": NOBODY_LISTENS}}));
    let report = run(&post);
    assert!(failure(&report).0.contains("refused"), "{report:?}");
    post.dir = place.path("name");
    post.actions = vec![action(
        json!({"http": {"method": "POST", "url": "http://no-such-host.invalid/"}}),
    )];
    failure(&run(&post));
    // An answer that says no is still an answer.
    let server = Server::new(vec![Reply::Answer(500, "broken".to_owned())]);
    let mut post = attempt(&place, &server, &json!({"method": "POST"}));
    post.dir = place.path("no");
    assert!(
        failure(&run(&post))
            .0
            .contains("answered 500; it says: broken")
    );
}

#[test]
fn a_request_can_be_called_off_and_a_repeated_one_must_be_idempotent() {
    let place = Place::new();
    let server = Server::new(vec![Reply::Silence]);
    let post = attempt(&place, &server, &json!({"method": "POST"}));
    let began = Instant::now();
    let report = runner().run(&post, &Watch::calling_off_after(Duration::from_millis(100)));
    assert!(
        failure(&report).0.contains("called off")
            && failure(&report).0.contains("may have arrived")
    );
    assert!(began.elapsed() < Duration::from_secs(1));
    let mut asking = attempt(&place, &server, &json!({"method": "POST", "within": "5s"}));
    asking.dir = place.path("asking");
    assert!(failure(&run(&asking)).0.contains("`within`"));
    assert_eq!(server.count(), 1);
}
