//! Request files: YAML, JSON or Markdown.

use std::path::{Path, PathBuf};

use placet_domain::ProcessName;
use placet_domain::change::Request;
use placet_domain::process::Process;
use placet_domain::request::{self, REQUEST_BYTES_MAX};

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
            _ => request::is_markdown(&String::from_utf8_lossy(&text)),
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
            request::from_yaml(&self.text, given)
                .map_err(|rejection| self.named(rejection.into()))?
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
        let named =
            request::named_in_markdown(text).map_err(|rejection| self.named(rejection.into()))?;
        let process = named.or_else(|| given.cloned()).ok_or_else(|| {
            let message = format!(
                "`{}` does not say which process it follows",
                self.path.display()
            );
            Failure::failed(
                message,
                "add `process: NAME` between lines of `---` at the top, or use --process NAME",
            )
        })?;
        request::from_markdown(text, &find(&process)?)
            .map_err(|rejection| self.named(rejection.into()))
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn file(text: &str) -> RequestFile {
        let markdown = request::is_markdown(text);
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
