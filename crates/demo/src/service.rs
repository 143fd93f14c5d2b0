//! The plant's service: a few lines of HTTP that tell which release, configuration and database it runs with.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use crate::tool;

/// What the service read when it started.
struct Started {
    version: String,
    needs: Vec<String>,
    settings: BTreeMap<String, String>,
    orders: String,
}

/// Runs the service in `dir` on a port until it is killed. Says `listening` on its output first.
#[expect(clippy::print_stdout, reason = "the supervisor reads this line")]
pub(crate) fn main(dir: &Path, port: u16) -> ExitCode {
    let started = read(dir);
    let Ok(listener) = TcpListener::bind(("127.0.0.1", port)) else {
        return ExitCode::FAILURE;
    };
    println!("listening");
    for stream in listener.incoming().flatten() {
        answer(stream, &started);
    }
    ExitCode::SUCCESS
}

fn read(dir: &Path) -> Started {
    let text = |path: &str| std::fs::read_to_string(dir.join(path)).unwrap_or_default();
    let settings = text("orders.conf")
        .lines()
        .filter_map(|line| line.split_once('='))
        .map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()))
        .collect();
    Started {
        version: text("current/VERSION").trim().to_owned(),
        needs: text("current/NEEDS")
            .split_whitespace()
            .map(str::to_owned)
            .collect(),
        settings,
        orders: tool::describe(&dir.join("orders.db")).unwrap_or_else(|error| error),
    }
}

fn answer(mut stream: TcpStream, started: &Started) {
    if stream
        .set_read_timeout(Some(Duration::from_secs(5)))
        .is_err()
    {
        return;
    }
    let mut head = [0; 2048];
    let read = stream.read(&mut head).unwrap_or(0);
    let line = String::from_utf8_lossy(head.get(..read).unwrap_or_default()).into_owned();
    let path = line.split_whitespace().nth(1).unwrap_or("/");
    let missing: Vec<&str> = started
        .needs
        .iter()
        .filter(|key| !started.settings.contains_key(*key))
        .map(String::as_str)
        .collect();
    let (status, body) = match path {
        "/version" => ("200 OK", started.version.clone()),
        "/health" if missing.is_empty() => ("200 OK", "ok".to_owned()),
        "/health" => (
            "503 Service Unavailable",
            format!("not set: {}", missing.join(", ")),
        ),
        "/settings" => (
            "200 OK",
            started
                .settings
                .iter()
                .map(|(key, value)| format!("{key}={value}\n"))
                .collect(),
        ),
        "/orders" => ("200 OK", started.orders.clone()),
        _ => ("404 Not Found", "nothing here".to_owned()),
    };
    let text = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    drop(stream.write_all(text.as_bytes()));
}
