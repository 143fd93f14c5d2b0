//! T16: a request goes to the approved address and nowhere else. Names that are rebound are tested beside the check
//! itself.

use std::io::Write as _;
use std::net::TcpListener;
use std::process::Command;
use std::time::{Duration, Instant};

use placet_engine::ports::Report;
use serde_json::json;

use crate::http::{Reply, Server, attempt, ok};
use crate::support::*;

/// Returns the outcome of a POST, which would leave a trace if it were sent.
fn post(place: &Place, name: &str, url: &str) -> Report {
    let mut attempt = place.attempt(json!({"http": {"method": "POST", "url": url}}));
    attempt.dir = place.path(name);
    attempt.timeout = Duration::from_secs(5);
    run(&attempt)
}

#[test]
fn t16_metadata_services_are_refused_in_every_spelling() {
    let place = Place::new();
    for (number, host) in [
        "169.254.169.254",
        "[fe80::1]",
        "[::ffff:169.254.169.254]",
        "[64:ff9b::169.254.169.254]",
        "[2002:a9fe:a9fe::1]",
        "2852039166",
        "0xa9fea9fe",
        "0xa9.0xfe.0xa9.0xfe",
        "0251.0376.0251.0376",
        "169.254.43518",
        "0.0.0.0",
        "0",
        "[::]",
        "[fd00:ec2::254]",
        "100.100.100.200",
        "255.255.255.255",
    ]
    .into_iter()
    .enumerate()
    {
        let report = post(
            &place,
            &format!("m{number}"),
            &format!("http://{host}/latest"),
        );
        let (message, give_up) = failure(&report);
        assert!(
            message.contains("never asked") && give_up,
            "{host}: {message}"
        );
    }
    // A text that is not an address does not reach any host either.
    for (number, host) in [
        "169.254.169.254.",
        "[fe80::1%25lo]",
        "[fe80::1%lo]",
        "169.254.169.254%00",
    ]
    .into_iter()
    .enumerate()
    {
        failure(&post(
            &place,
            &format!("n{number}"),
            &format!("http://{host}/latest"),
        ));
    }
}

#[test]
fn t16_this_host_is_reached_only_by_its_plain_address() {
    let place = Place::new();
    let server = Server::new(vec![ok("fine")]);
    let port = server.url.rsplit(':').next().unwrap();
    for (number, host) in [
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "[::ffff:127.0.0.1]",
    ]
    .into_iter()
    .enumerate()
    {
        let report = post(
            &place,
            &format!("h{number}"),
            &format!("http://{host}:{port}/"),
        );
        let (message, give_up) = failure(&report);
        assert!(
            message.contains("nobody approved") && give_up,
            "{host}: {message}"
        );
    }
    assert_eq!(server.count(), 0);
    assert_succeeded(&post(&place, "plain", &format!("http://127.0.0.1:{port}/")));
    assert_eq!(server.count(), 1);
}

#[test]
fn t16_other_schemes_and_users_before_the_host_are_refused() {
    let place = Place::new();
    let server = Server::new(vec![ok("fine")]);
    for (number, url) in [
        "file:///etc/passwd",
        "gopher://x/",
        "ftp://x/",
        "/x",
        "unix:/run/x",
        "HTTP:/x",
        "",
    ]
    .into_iter()
    .enumerate()
    {
        let report = post(&place, &format!("s{number}"), url);
        assert!(
            failure(&report).0.contains("neither an http nor an https"),
            "{url}: {report:?}"
        );
    }
    let address = server.url.trim_start_matches("http://");
    for (number, url) in [
        format!("http://good.example@{address}/"),
        format!("http://good.example:80@{address}/"),
        format!("http://{address}@169.254.169.254/"),
        format!("http://{address}@{address}/"),
    ]
    .into_iter()
    .enumerate()
    {
        let report = post(&place, &format!("u{number}"), &url);
        assert!(
            failure(&report).0.contains("hides where it leads"),
            "{url}: {report:?}"
        );
    }
    assert_eq!(server.count(), 0);
}

#[test]
fn t16_a_redirect_is_told_and_not_followed() {
    let place = Place::new();
    for status in [301, 302, 303, 307, 308] {
        let server = Server::new(vec![Reply::Answer(status, String::new())]);
        let report = run(&attempt(&place, &server, &json!({})));
        let told =
            format!("answered {status} to http://169.254.169.254/; redirects are not followed");
        assert!(failure(&report).0.contains(&told), "{report:?}");
        assert_eq!(server.count(), 1);
    }
}

#[test]
fn t16_a_flood_and_a_trickle_come_to_an_end() {
    let place = Place::new();
    let server = Server::new(vec![ok(&"x".repeat(2_000_000))]);
    let report = run(&attempt(&place, &server, &json!({})));
    assert!(
        failure(&report).0.contains("longer than 1048576 bytes"),
        "{report:?}"
    );
    for head in [
        "HTTP/1.1 200 X\r\n",
        "HTTP/1.1 200 X\r\nContent-Length: 100000\r\n\r\n",
    ] {
        let url = endless(head, b"a", Duration::from_millis(50));
        let mut asked = place.attempt(json!({"http": {"url": url}}));
        asked.timeout = Duration::from_millis(500);
        let began = Instant::now();
        failure(&run(&asked));
        assert!(
            began.elapsed() < Duration::from_secs(3),
            "{:?}",
            began.elapsed()
        );
    }
    let url = endless(
        "HTTP/1.1 200 X\r\n",
        b"X-Header: and another one, and another one\r\n",
        Duration::ZERO,
    );
    let began = Instant::now();
    failure(&run(&place.attempt(json!({"http": {"url": url}}))));
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
}

/// Starts a server whose answer never ends.
fn endless(head: &'static str, then: &'static [u8], pause: Duration) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut alive = stream.write_all(head.as_bytes()).is_ok();
        while alive {
            alive = stream.write_all(then).is_ok();
            std::thread::sleep(pause);
        }
    });
    url
}

// A proxy would look up names by itself, bypassing the check, and would see every secret in a header.
#[test]
fn t16_a_proxy_of_the_environment_is_ignored() {
    let place = Place::new();
    let proxy = Server::new(vec![ok("from the proxy")]);
    let server = Server::new(vec![ok("from the server")]);
    let asked = attempt(
        &place,
        &server,
        &json!({"method": "POST", "expect_body": "from the server"}),
    );
    let file = place.path("attempt.json");
    std::fs::write(&file, serde_json::to_vec(&asked).unwrap()).unwrap();
    let mut runner = Command::new(executable());
    runner.arg("run").arg(&file);
    for name in [
        "HTTP_PROXY",
        "http_proxy",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "all_proxy",
    ] {
        runner.env(name, &proxy.url);
    }
    assert!(runner.status().unwrap().success());
    assert_eq!((server.count(), proxy.count()), (1, 0));
    assert_succeeded(&run(&asked));
}
