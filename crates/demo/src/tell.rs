//! Progress in the terminal: who does what, and the result.

use std::io::{IsTerminal, Write};

use anstyle::{AnsiColor, Style};

/// Characters of a reason that are shown.
const REASON_CHARS_MAX: usize = 110;

/// Whether the demo prints what happens while it happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Each act and each step as it happens.
    Printed,
    /// Nothing.
    Silent,
}

/// Tells the story as it goes, or keeps quiet.
pub(crate) struct Teller {
    progress: Progress,
    colored: bool,
}

impl Teller {
    pub(crate) fn new(progress: Progress) -> Self {
        let colored = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        Self { progress, colored }
    }

    /// Prints the head of a story.
    pub(crate) fn head(&self, process: &str, title: &str) {
        self.line(Style::new().bold(), &format!("\n{process}: {title}"));
    }

    /// Prints what a person did and the state that it led to.
    pub(crate) fn act(&self, who: &str, what: &str, then: &str) {
        self.line(Style::new(), &format!("  {who:<17} {what:<34} {then}"));
    }

    /// Prints that a person was refused, with the reason.
    pub(crate) fn refusal(&self, who: &str, what: &str, reason: &str) {
        let style = AnsiColor::Yellow.on_default();
        self.line(
            style,
            &format!("  {who:<17} {what:<34} refused: {}", short(reason)),
        );
    }

    /// Prints a step and its result.
    pub(crate) fn step(&self, step: &str, came: &str, good: bool) {
        let style = if good {
            Style::new().dimmed()
        } else {
            AnsiColor::Red.on_default()
        };
        self.line(style, &format!("    {step:<32} {came}"));
    }

    /// Prints a plain remark.
    pub(crate) fn remark(&self, text: &str) {
        self.line(Style::new().dimmed(), &format!("  {text}"));
    }

    fn line(&self, style: Style, text: &str) {
        if self.progress == Progress::Silent {
            return;
        }
        let mut out = std::io::stdout().lock();
        let text = text.trim_end();
        // A closed pipe is the reader's choice, not an error.
        drop(if self.colored {
            writeln!(out, "{style}{text}{style:#}")
        } else {
            writeln!(out, "{text}")
        });
    }
}

/// Cuts a long reason short for the terminal.
fn short(reason: &str) -> String {
    match reason.char_indices().nth(REASON_CHARS_MAX) {
        Some((end, _)) => format!("{}...", reason.get(..end).unwrap_or_default()),
        None => reason.to_owned(),
    }
}
