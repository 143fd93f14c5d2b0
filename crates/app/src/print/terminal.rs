//! Where output goes, and whether it is for a person or for a script.

use std::io::{self, IsTerminal as _, Write as _};

use placet_api::Reason;
use serde::Serialize;

use super::clean::clean_json;
use super::page::{Line, Page};
use crate::failure::{Exit, Failure};

/// Where output goes, and in which shape.
#[derive(Debug, Clone, Copy)]
pub struct Terminal {
    json: bool,
    colors: bool,
    error_colors: bool,
}

impl Terminal {
    /// Returns the terminal of this process.
    pub fn new(json: bool) -> Self {
        // https://no-color.org: any value but the empty one.
        let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            && std::env::var_os("TERM").is_none_or(|value| value != "dumb");
        Self {
            json,
            colors: wanted && io::stdout().is_terminal(),
            error_colors: wanted && io::stderr().is_terminal(),
        }
    }

    /// Tells whether a script reads the output.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// Tells whether what goes to standard error may have colors.
    pub fn colors_errors(&self) -> bool {
        self.error_colors
    }

    /// Prints a page.
    ///
    /// # Errors
    /// The output cannot be written. When its reader has gone away, the failure is [`Exit::Done`].
    pub fn page(&self, page: &Page) -> Result<(), Failure> {
        write(&page.render(self.colors))
    }

    /// Prints a value as JSON on several lines.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn json(&self, value: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(value)
            .map_err(|error| Failure::failed(error.to_string(), ""))?;
        write(&format!("{}\n", clean_json(&text)))
    }

    /// Prints a value as JSON on one line, for output that continues.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn json_line(&self, value: &impl Serialize) -> Result<(), Failure> {
        let text =
            serde_json::to_string(value).map_err(|error| Failure::failed(error.to_string(), ""))?;
        write(&format!("{}\n", clean_json(&text)))
    }

    /// Prints the value as JSON, or the page for a person.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn show(&self, value: &impl Serialize, page: impl FnOnce() -> Page) -> Result<(), Failure> {
        if self.json {
            self.json(value)
        } else {
            self.page(&page())
        }
    }

    /// Prints a remark beside the output.
    pub fn note(&self, line: Line) {
        let mut page = Page::default();
        page.push(line);
        let _ = io::stderr()
            .lock()
            .write_all(page.render(self.error_colors).as_bytes());
    }

    /// Prints why a command did not succeed, if it did not.
    pub fn fail(&self, failure: &Failure) {
        if failure.exit == Exit::Done {
            return;
        }
        let text = if self.json {
            let text = serde_json::to_string_pretty(&serde_json::json!({"error": failure}))
                .unwrap_or_default();
            format!("{}\n", clean_json(&text))
        } else {
            refusal(failure).render(self.error_colors)
        };
        // If this fails too, there is nowhere left to report it.
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }
}

fn write(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        // A reader such as `head` may close the pipe early. That is not an error.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
            Err(Failure::new(Exit::Done, "the reader closed the output", ""))
        }
        Err(error) => Err(Failure::failed(
            format!("the output cannot be written: {error}"),
            "",
        )),
        Ok(()) => Ok(()),
    }
}

/// Shows the sentence, each reason with its place and requirements, then the remedies.
fn refusal(failure: &Failure) -> Page {
    let mut page = Page::default();
    page.push(Line::new().bad("error").plain(": ").bold(&failure.message));
    let mut hints: Vec<&str> = Vec::new();
    for reason in &failure.reasons {
        if let Some(line) = told(reason, &failure.message) {
            page.push(line);
        }
        hints.push(&reason.hint);
    }
    hints.push(&failure.hint);
    let mut told: Vec<&str> = Vec::new();
    for hint in hints {
        if !hint.is_empty() && !told.contains(&hint) {
            page.push(Line::new().dim("hint").plain(": ").plain(hint));
            told.push(hint);
        }
    }
    if !failure.id.is_empty() {
        page.push(Line::new().dim("id").plain(": ").plain(&failure.id));
    }
    page
}

/// Shows a reason with its place and requirements. What the sentence already says is not repeated.
fn told(reason: &Reason, sentence: &str) -> Option<Line> {
    let Reason {
        message,
        place,
        requirements,
        ..
    } = reason;
    let text = match (message == sentence, place.is_empty()) {
        (true, true) if requirements.is_empty() => return None,
        (true, true) => "because of".to_owned(),
        (true, false) => format!("at {place}"),
        (false, true) => message.clone(),
        (false, false) if message.starts_with(place.as_str()) => message.clone(),
        (false, false) => format!("{place}: {message}"),
    };
    let line = Line::new().plain("  ").plain(text);
    Some(if requirements.is_empty() {
        line
    } else {
        line.dim(format!(" [{}]", requirements.join(", ")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(message: &str, hint: &str, place: &str, requirements: &[&str]) -> Reason {
        Reason {
            code: "x".to_owned(),
            message: message.to_owned(),
            hint: hint.to_owned(),
            place: place.to_owned(),
            requirements: requirements.iter().map(|id| (*id).to_owned()).collect(),
        }
    }

    #[test]
    fn a_refusal_tells_every_reason_with_its_place_and_each_remedy_once() {
        let failure = Failure::failed("the form is incomplete: 2 reasons", "").with_reasons(vec![
            reason("`title` is missing", "fill it in", "title", &["001.C1"]),
            reason("`summary` is missing", "fill it in", "", &[]),
        ]);
        insta::assert_snapshot!(refusal(&failure).render(false), @r"
        error: the form is incomplete: 2 reasons
          title: `title` is missing [001.C1]
          `summary` is missing
        hint: fill it in
        ");
    }

    #[test]
    fn one_reason_is_not_told_twice() {
        let failure = Failure::failed("no", "").with_reasons(vec![reason("no", "ask", "", &[])]);
        assert_eq!(refusal(&failure).render(false), "error: no\nhint: ask\n");
        let failure =
            Failure::failed("no", "").with_reasons(vec![reason("no", "ask", "title", &["001.C1"])]);
        assert_eq!(
            refusal(&failure).render(false),
            "error: no\n  at title [001.C1]\nhint: ask\n"
        );
    }
}
