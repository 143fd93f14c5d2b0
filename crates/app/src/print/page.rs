//! Text for people, line by line, in which only our own styles reach the terminal.

use anstyle::{AnsiColor, Style};

use super::clean::clean;

/// Text for people. Whatever is put into it is cleaned; styles are added when it is rendered.
#[derive(Debug, Clone, Default)]
pub struct Page {
    lines: Vec<Line>,
}

/// One line of a page, made of pieces with a style each.
#[derive(Debug, Clone, Default)]
pub struct Line {
    pieces: Vec<(Style, String)>,
}

impl Page {
    /// Adds a line.
    pub fn push(&mut self, line: Line) {
        self.lines.push(line);
    }

    /// Adds a line without style.
    pub fn text(&mut self, text: impl AsRef<str>) {
        self.push(Line::new().plain(text));
    }

    /// Adds an empty line.
    pub fn gap(&mut self) {
        self.push(Line::new());
    }

    /// Adds an empty line and a heading.
    pub fn heading(&mut self, text: impl AsRef<str>) {
        self.gap();
        self.push(Line::new().bold(text));
    }

    /// Adds text of several lines, each behind an indent.
    pub fn block(&mut self, indent: usize, text: &str) {
        for line in text.lines() {
            self.text(format!("{:indent$}{line}", ""));
        }
    }

    /// Adds the lines of another page.
    pub fn append(&mut self, other: Self) {
        self.lines.extend(other.lines);
    }

    /// Tells whether nothing was put in.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Returns the text, with or without colors.
    pub fn render(&self, colors: bool) -> String {
        let mut out = String::new();
        for line in &self.lines {
            line.render(colors, &mut out);
            out.push('\n');
        }
        out
    }
}

impl Line {
    /// Returns a line with nothing on it.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds text as it is.
    #[must_use]
    pub fn plain(self, text: impl AsRef<str>) -> Self {
        self.styled(Style::new(), text)
    }

    /// Adds what matters most.
    #[must_use]
    pub fn bold(self, text: impl AsRef<str>) -> Self {
        self.styled(Style::new().bold(), text)
    }

    /// Adds what matters least.
    #[must_use]
    pub fn dim(self, text: impl AsRef<str>) -> Self {
        self.styled(Style::new().dimmed(), text)
    }

    /// Adds what is well.
    #[must_use]
    pub fn good(self, text: impl AsRef<str>) -> Self {
        self.styled(AnsiColor::Green.on_default(), text)
    }

    /// Adds what is wrong.
    #[must_use]
    pub fn bad(self, text: impl AsRef<str>) -> Self {
        self.styled(AnsiColor::Red.on_default(), text)
    }

    /// Adds what is not decided yet.
    #[must_use]
    pub fn open(self, text: impl AsRef<str>) -> Self {
        self.styled(AnsiColor::Yellow.on_default(), text)
    }

    /// Adds text in a style.
    #[must_use]
    pub fn styled(mut self, style: Style, text: impl AsRef<str>) -> Self {
        self.pieces.push((style, clean(text.as_ref())));
        self
    }

    /// Adds the pieces of another line.
    #[must_use]
    pub fn join(mut self, other: Self) -> Self {
        self.pieces.extend(other.pieces);
        self
    }

    /// Returns the number of characters.
    pub fn width(&self) -> usize {
        self.pieces
            .iter()
            .map(|(_, text)| text.chars().count())
            .sum()
    }

    fn render(&self, colors: bool, out: &mut String) {
        let mut line = String::new();
        for (style, text) in &self.pieces {
            if colors && *style != Style::new() {
                line.push_str(&format!("{style}{text}{style:#}"));
            } else {
                line.push_str(text);
            }
        }
        out.push_str(line.trim_end());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colors_are_ours_and_only_where_they_are_wanted() {
        let mut page = Page::default();
        page.push(Line::new().bad("no").plain(" \u{1b}[2J"));
        assert_eq!(page.render(false), "no \\u{1b}[2J\n");
        assert_eq!(page.render(true), "\u{1b}[31mno\u{1b}[0m \\u{1b}[2J\n");
    }

    #[test]
    fn a_block_keeps_its_lines_and_its_indent() {
        let mut page = Page::default();
        page.block(2, "one\ntwo");
        assert_eq!(page.render(false), "  one\n  two\n");
    }
}
