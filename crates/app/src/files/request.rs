//! Request files: YAML, JSON or Markdown.

use std::path::{Path, PathBuf};

use placet_domain::ProcessName;
use placet_domain::change::Request;
use placet_domain::process::{Process, node};
use placet_domain::request::{REQUEST_BYTES_MAX, from_markdown, from_yaml};

use super::read;
use crate::failure::Failure;

/// A request file that was read but not understood yet.
#[derive(Debug)]
pub(crate) struct RequestFile {
    path: PathBuf,
    text: Vec<u8>,
    markdown: bool,
}

/// The rules that a request in Markdown is read by, because headings are the titles of fields.
type Found = Result<Process, Failure>;

impl RequestFile {
    /// Reads a request file; `-` is standard input.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let text = read(path, REQUEST_BYTES_MAX as u64)?;
        let markdown = match path
            .extension()
            .and_then(|end| end.to_str())
            .map(str::to_lowercase)
            .as_deref()
        {
            Some("md" | "markdown") => true,
            Some("yaml" | "yml" | "json") => false,
            _ => looks_like_markdown(&text),
        };
        Ok(Self {
            path: path.to_owned(),
            text,
            markdown,
        })
    }

    /// Understands the file. `given` is the process that the command line names; `find` gives the rules of a process.
    pub(crate) fn request(
        &self,
        given: Option<&ProcessName>,
        find: impl FnOnce(&ProcessName) -> Found,
    ) -> Result<Request, Failure> {
        let request = if self.markdown {
            self.markdown(given, find)?
        } else {
            self.yaml(given)?
        };
        if let Some(given) = given.filter(|given| **given != request.process) {
            let message = format!(
                "`{}` follows process `{}`, not `{given}`",
                self.path.display(),
                request.process
            );
            return Err(Failure::failed(message, "take one of the two away"));
        }
        Ok(request)
    }

    fn yaml(&self, given: Option<&ProcessName>) -> Result<Request, Failure> {
        let named = |failure| self.named(failure);
        let Some(given) = given.filter(|_| self.process_in(&self.text).is_none()) else {
            return from_yaml(&self.text).map_err(|rejection| named(rejection.into()));
        };
        // The command line stands in for the line that the file leaves out. It goes to the end, where it moves no
        // other line; a file in the braces of JSON takes it behind the first of them.
        let text = String::from_utf8_lossy(&self.text);
        let whole = match text
            .trim_start_matches('\u{feff}')
            .trim_start()
            .strip_prefix('{')
        {
            Some(rest) => {
                let comma = if rest.trim_start().starts_with('}') {
                    ""
                } else {
                    ","
                };
                let before = text.len() - rest.len();
                format!(
                    "{}\"process\": \"{given}\"{comma}{rest}",
                    text.get(..before).unwrap_or("{")
                )
            }
            None => format!("{text}\nprocess: {given}\n"),
        };
        // Text that is not UTF-8 is parsed unchanged, so that the error names its place.
        let bytes = if std::str::from_utf8(&self.text).is_ok() {
            whole.as_bytes()
        } else {
            &self.text
        };
        from_yaml(bytes).map_err(|rejection| named(rejection.into()))
    }

    fn markdown(
        &self,
        given: Option<&ProcessName>,
        find: impl FnOnce(&ProcessName) -> Found,
    ) -> Result<Request, Failure> {
        let text = std::str::from_utf8(&self.text).map_err(|error| {
            let message = format!(
                "`{}` is not UTF-8 from byte {} on",
                self.path.display(),
                error.valid_up_to()
            );
            Failure::failed(message, "save it as UTF-8")
        })?;
        let front = front_matter(text).unwrap_or_default();
        let process = self
            .process_in(front.as_bytes())
            .or_else(|| given.cloned())
            .ok_or_else(|| {
                let message = format!(
                    "`{}` does not say which process it follows",
                    self.path.display()
                );
                Failure::failed(
                    message,
                    "add `process: NAME` between lines of `---` at the top, or use --process NAME",
                )
            })?;
        from_markdown(text, &find(&process)?).map_err(|rejection| self.named(rejection.into()))
    }

    /// The process that a map of YAML names, if it can be read.
    fn process_in(&self, yaml: &[u8]) -> Option<ProcessName> {
        node::read(yaml).ok()?.get("process")?.text()?.parse().ok()
    }

    /// Puts the file's name before the sentence, and leaves its lines to the reasons.
    fn named(&self, mut failure: Failure) -> Failure {
        let name = if self.path == Path::new("-") {
            "standard input".to_owned()
        } else {
            self.path.display().to_string()
        };
        // One reason is the sentence itself.
        let sentence = if failure.reasons.len() == 1 {
            "the request cannot be read"
        } else {
            &failure.message
        };
        failure.message = format!("`{name}`: {sentence}");
        for reason in &mut failure.reasons {
            // The message begins with line and column, which say the place better.
            if reason.message.starts_with("line ") {
                reason.place.clear();
            }
        }
        failure
    }
}

/// Markdown has front matter that ends, or begins with a heading; YAML has a key and a colon.
fn looks_like_markdown(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text);
    if front_matter(&text).is_some() {
        return true;
    }
    // `# ` begins a comment in YAML too, so the first line that is not one decides.
    let first = text
        .lines()
        .map(str::trim_end)
        .find(|line| !line.is_empty() && !line.starts_with("# "));
    let headed = text
        .lines()
        .any(|line| line.starts_with("# ") || line.starts_with("## "));
    headed
        && first.is_none_or(|line| {
            !line.starts_with(['{', '[', '-', '"']) && !line.contains(": ") && !line.ends_with(':')
        })
}

fn front_matter(text: &str) -> Option<String> {
    let mut lines = text.strip_prefix('\u{feff}').unwrap_or(text).lines();
    if lines.next()?.trim_end() != "---" {
        return None;
    }
    let mut inside = String::new();
    for line in lines {
        if line.trim_end() == "---" {
            return Some(inside);
        }
        inside.push_str(line);
        inside.push('\n');
    }
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn file(text: &str) -> RequestFile {
        let markdown = looks_like_markdown(text.as_bytes());
        RequestFile {
            path: PathBuf::from("-"),
            text: text.as_bytes().to_vec(),
            markdown,
        }
    }

    fn none(_: &ProcessName) -> Found {
        Err(Failure::failed("not asked for", ""))
    }

    #[test]
    fn the_content_tells_markdown_from_yaml() {
        assert!(looks_like_markdown(
            b"---\nprocess: itil4\n---\n# Title\nx\n"
        ));
        assert!(looks_like_markdown(b"# Title\nUpdate the gateway\n"));
        assert!(!looks_like_markdown(b"# a comment\nprocess: itil4\n"));
        assert!(!looks_like_markdown(b"---\nprocess: itil4\ntitle: x\n"));
        assert!(!looks_like_markdown(b"{\"process\": \"itil4\"}"));
    }

    #[test]
    fn the_command_line_stands_in_for_a_process_that_the_file_leaves_out() {
        let given = "itil4".parse().unwrap();
        for text in [
            "title: x\n",
            "title: x",
            "{\"title\": \"x\"}",
            " {}",
            "{\n}",
        ] {
            let request = file(text).request(Some(&given), none).unwrap();
            assert_eq!(request.process, given, "{text}");
        }
    }

    #[test]
    fn two_processes_are_one_too_many() {
        let given = "itil4".parse().unwrap();
        let failure = file("process: acgs-1\n")
            .request(Some(&given), none)
            .unwrap_err();
        assert_eq!(failure.message, "`-` follows process `acgs-1`, not `itil4`");
    }

    #[test]
    fn the_front_matter_names_the_rules_that_markdown_is_read_by() {
        let shipped =
            |name: &ProcessName| crate::shipped::parsed(name.as_str()).map(|parsed| parsed.process);
        let text = "---\nprocess: service-platform\n---\n# Title\nUpdate the gateway\n";
        let request = file(text).request(None, shipped).unwrap();
        assert_eq!(request.process.as_str(), "service-platform");
        let (_, title) = request.fields.iter().next().unwrap();
        assert_eq!(title, "Update the gateway");
        assert!(
            file("# Title\nx\n")
                .request(None, shipped)
                .unwrap_err()
                .hint
                .contains("--process")
        );
    }
}
