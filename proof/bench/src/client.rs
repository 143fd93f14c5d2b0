//! A low-overhead client: one persistent connection, prepared requests, and answers read into one buffer.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::outcome::Outcome;

const ANSWER_WAIT: Duration = Duration::from_secs(30);

/// A persistent connection.
pub(crate) struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// An answer: its status and its body.
pub(crate) struct Answer<'a> {
    pub(crate) status: u16,
    pub(crate) body: &'a [u8],
}

impl Client {
    pub(crate) fn connect(address: SocketAddr) -> Outcome<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(ANSWER_WAIT))?;
        Ok(Self {
            stream,
            buffer: vec![0; 64 * 1024],
        })
    }

    /// Sends a request as it is and reads its answer, which must state its length.
    pub(crate) fn call(&mut self, request: &[u8]) -> Outcome<Answer<'_>> {
        self.stream.write_all(request)?;
        let mut filled = 0;
        let (status, from, length) = loop {
            filled += self.more(filled)?;
            let seen = self.buffer.get(..filled).unwrap_or_default();
            if let Some(head) = head(seen)? {
                break head;
            }
        };
        while filled < from + length {
            filled += self.more(filled)?;
        }
        let body = self.buffer.get(from..from + length).unwrap_or_default();
        Ok(Answer { status, body })
    }

    fn more(&mut self, filled: usize) -> Outcome<usize> {
        if filled == self.buffer.len() {
            self.buffer.resize(filled * 2, 0);
        }
        let free = self.buffer.get_mut(filled..).unwrap_or_default();
        match self.stream.read(free)? {
            0 => Err("the server ended the connection".into()),
            read => Ok(read),
        }
    }
}

/// Returns the status, where the body begins, and its length. Returns none while the head is incomplete.
fn head(bytes: &[u8]) -> Outcome<Option<(u16, usize, usize)>> {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Ok(None);
    };
    let text = std::str::from_utf8(bytes.get(..end).unwrap_or_default())?;
    let mut lines = text.split("\r\n");
    let status = lines
        .next()
        .and_then(|line| line.split(' ').nth(1))
        .unwrap_or_default();
    let length = lines.find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then_some(value.trim())
    });
    let length = length.ok_or("an answer without its length")?;
    Ok(Some((status.parse()?, end + 4, length.parse()?)))
}

/// Returns a request as bytes.
pub(crate) fn request(method: &str, path: &str, token: &str, body: &str) -> Vec<u8> {
    let content = match body {
        "" if method == "GET" => String::new(),
        body => format!(
            "Content-Type: application/json\r\nContent-Length: {}\r\n",
            body.len()
        ),
    };
    format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n{content}\r\n{body}")
        .into_bytes()
}
