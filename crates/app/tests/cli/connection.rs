//! How the command line reaches a server, and what it says when it does not.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

use crate::house::House;

/// The head and body of one call.
fn call(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    let mut byte = [0];
    while !text.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap() == 1 {
        text.push(byte[0]);
    }
    let head = String::from_utf8(text).unwrap();
    let length = head.lines().find_map(|line| {
        line.to_lowercase()
            .strip_prefix("content-length: ")
            .map(str::to_owned)
    });
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    stream.read_exact(&mut body).unwrap();
    head
}

fn answer(stream: &mut TcpStream, status: &str, body: &str) {
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
}

fn header(head: &str, name: &str) -> String {
    let lower = head.to_lowercase();
    let line = lower
        .lines()
        .find_map(|line| line.strip_prefix(&format!("{name}: ")).map(str::to_owned));
    line.unwrap_or_else(|| panic!("no {name}: {head}"))
}

const RECEIPT: &str =
    r#"{"change":"01M","number":"CR-1","version":7,"position":9,"replayed":true}"#;

fn fake(work: impl FnOnce(TcpListener) + Send + 'static) -> (String, std::thread::JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (url, std::thread::spawn(move || work(listener)))
}

// I10: a call whose answer was lost is repeated under the same key, so that it is done once.
#[test]
fn a_lost_connection_is_repeated_once_with_the_same_key() {
    let (url, server) = fake(|listener| {
        let (mut first, _) = listener.accept().unwrap();
        let key = header(&call(&mut first), "idempotency-key");
        // The answer is lost on its way.
        drop(first);
        let (mut second, _) = listener.accept().unwrap();
        let head = call(&mut second);
        assert_eq!(header(&head, "idempotency-key"), key);
        assert_eq!(header(&head, "if-match"), "\"6\"");
        assert_eq!(header(&head, "authorization"), "bearer plc_x");
        answer(&mut second, "200 OK", RECEIPT);
    });
    let house = House::empty();
    let mut command = house.command(
        "",
        &format!("--url {url} change submit CR-1 --if-version 6 --json"),
    );
    let output = command.env("PLACET_TOKEN", "plc_x").output().unwrap();
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(
        String::from_utf8(output.stdout)
            .unwrap()
            .contains("\"replayed\": true")
    );
    server.join().unwrap();
}

#[test]
fn what_is_no_placet_is_told_and_a_redirect_does_not_take_the_token_along() {
    let (url, server) = fake(|listener| {
        let (mut stream, _) = listener.accept().unwrap();
        call(&mut stream);
        answer(&mut stream, "200 OK", "<html>");
        let (mut stream, _) = listener.accept().unwrap();
        call(&mut stream);
        answer(
            &mut stream,
            "302 Found\r\nLocation: http://127.0.0.1:9/",
            "",
        );
    });
    let house = House::empty();
    let ask = || {
        let mut command = house.command("", &format!("--url {url} whoami"));
        let output = command.env("PLACET_TOKEN", "plc_x").output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr)
            .unwrap()
            .replace(&url, "[URL]")
    };
    insta::assert_snapshot!(ask(), @r"
    error: `[URL]` answered 200 OK with something unexpected: expected value at line 1 column 1
    hint: check that PLACET_URL names a Placet server of this version
    ");
    insta::assert_snapshot!(ask(), @r"
    error: `[URL]` says to go to `http://127.0.0.1:9/`
    hint: set PLACET_URL to the address of the server itself
    ");
    server.join().unwrap();
}
