//! Server-sent events, as <https://html.spec.whatwg.org/multipage/server-sent-events.html> defines them.

use std::io::{self, BufRead, BufReader, Read};

/// Longest line of a stream, in bytes.
const LINE_BYTES_MAX: u64 = 4 << 20;

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Message {
    /// Its name; `message` when it has none.
    pub event: String,
    /// Its data.
    pub data: String,
    /// Its id, after which the stream can be resumed.
    pub id: Option<String>,
}

/// A stream of events; it ends when the server ends it, and fails when the connection is lost.
pub struct Events {
    lines: BufReader<Box<dyn Read>>,
}

impl Events {
    /// Reads events from a reader.
    pub fn new(reader: impl Read + 'static) -> Self {
        Self {
            lines: BufReader::new(Box::new(reader)),
        }
    }

    fn line(&mut self) -> io::Result<Option<String>> {
        let mut bytes = Vec::new();
        (&mut self.lines)
            .take(LINE_BYTES_MAX)
            .read_until(b'\n', &mut bytes)?;
        // An event that is cut off is ignored.
        if bytes.pop() != Some(b'\n') {
            return Ok(None);
        }
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
        Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
    }

    fn message(&mut self) -> io::Result<Option<Message>> {
        let mut message = Message::default();
        let mut has_data = false;
        while let Some(line) = self.line()? {
            if line.is_empty() {
                if !has_data {
                    message = Message::default();
                    continue;
                }
                if message.event.is_empty() {
                    "message".clone_into(&mut message.event);
                }
                return Ok(Some(message));
            }
            let (name, value) = line.split_once(':').unwrap_or((&line, ""));
            let value = value.strip_prefix(' ').unwrap_or(value);
            match name {
                "event" => value.clone_into(&mut message.event),
                "id" => message.id = Some(value.to_owned()),
                "data" => {
                    if has_data {
                        message.data.push('\n');
                    }
                    message.data.push_str(value);
                    has_data = true;
                }
                // Comments and what a later server may add.
                _ => {}
            }
        }
        Ok(None)
    }
}

impl Iterator for Events {
    type Item = io::Result<Message>;

    fn next(&mut self) -> Option<Self::Item> {
        self.message().transpose()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn messages(text: &'static str) -> Vec<Message> {
        Events::new(text.as_bytes()).map(Result::unwrap).collect()
    }

    #[test]
    fn events_have_name_data_and_id_and_comments_are_nothing() {
        let found = messages(
            ": heartbeat\n\nevent: change\r\nid: 7\r\ndata: {\"a\":\r\ndata: 1}\r\n\r\ndata:x\n\n",
        );
        let change = Message {
            event: "change".to_owned(),
            data: "{\"a\":\n1}".to_owned(),
            id: Some("7".to_owned()),
        };
        let plain = Message {
            event: "message".to_owned(),
            data: "x".to_owned(),
            id: None,
        };
        assert_eq!(found, [change, plain]);
    }

    #[test]
    fn an_event_that_is_cut_off_does_not_count() {
        assert_eq!(messages("event: change\ndata: {\"a\""), []);
        assert_eq!(messages("event: change\ndata: {}\n"), []);
    }
}
