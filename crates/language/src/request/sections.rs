//! Markdown cut at its headings, with the line of every part.

/// A heading and what stands below it.
#[derive(Debug, Default)]
pub(super) struct Section {
    /// The heading's text; empty for what stands above the first heading.
    pub(super) heading: String,
    /// Line of the heading, from 1.
    pub(super) line: usize,
    /// Lines below it, without comments.
    pub(super) body: Vec<String>,
    /// Line of the first line of the body.
    pub(super) body_line: usize,
}

/// A fenced block: the text between the fences and the line it begins on.
pub(super) struct Block {
    pub(super) text: String,
    pub(super) line: usize,
}

/// Cuts a text at headings of the first three levels. Lines of fenced blocks are never headings. Comments are left out
/// outside of blocks, because nobody who approves would see them.
pub(super) fn cut(text: &str, first_line: usize) -> Vec<Section> {
    let mut sections = vec![Section {
        body_line: first_line,
        ..Section::default()
    }];
    let mut fence: Option<String> = None;
    let mut in_comment = false;
    for (line, text) in (first_line..).zip(text.split('\n')) {
        let shown = match &fence {
            Some(_) => text.to_owned(),
            None => without_comments(text, &mut in_comment),
        };
        let title = heading(&shown).filter(|_| fence.is_none());
        fence = after_line(fence, &shown);
        match title {
            Some(heading) => {
                sections.push(Section {
                    heading,
                    line,
                    body: Vec::new(),
                    body_line: line + 1,
                });
            }
            None => sections
                .iter_mut()
                .last()
                .into_iter()
                .for_each(|section| section.body.push(shown.clone())),
        }
    }
    sections
}

impl Section {
    /// The body as one text, without space around it.
    pub(super) fn text(&self) -> String {
        self.body.join("\n").trim().to_owned()
    }

    /// The first fenced block that is marked as YAML, JSON or nothing.
    pub(super) fn block(&self) -> Option<Block> {
        let mut lines = (self.body_line..).zip(&self.body);
        let (at, open) = lines.find(|(_, line)| fence_of(line).is_some())?;
        let fence = fence_of(open)?;
        let mark = open
            .trim()
            .trim_start_matches(['`', '~'])
            .trim()
            .to_lowercase();
        if !matches!(mark.as_str(), "" | "yaml" | "yml" | "json") {
            return None;
        }
        let inside: Vec<&str> = lines
            .map(|(_, line)| line.as_str())
            .take_while(|line| !closes(line, &fence))
            .collect();
        Some(Block {
            text: inside.join("\n"),
            line: at + 1,
        })
    }
}

fn heading(line: &str) -> Option<String> {
    let rest = line.trim_start_matches('#');
    let level = line.len() - rest.len();
    let is_heading = (1..=3).contains(&level) && rest.starts_with([' ', '\t']);
    is_heading.then(|| rest.trim().trim_end_matches('#').trim().to_owned())
}

/// The fence that a line opens.
fn fence_of(line: &str) -> Option<String> {
    let line = line.trim_start();
    let sign = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let fence: String = line.chars().take_while(|c| *c == sign).collect();
    (fence.len() >= 3).then_some(fence)
}

fn closes(line: &str, fence: &str) -> bool {
    fence_of(line).is_some_and(|close| close.starts_with(fence) && line.trim() == close)
}

fn after_line(fence: Option<String>, line: &str) -> Option<String> {
    match fence {
        Some(fence) => (!closes(line, &fence)).then_some(fence),
        None => fence_of(line),
    }
}

fn without_comments(line: &str, in_comment: &mut bool) -> String {
    let mut shown = String::new();
    let mut rest = line;
    loop {
        let (sign, keep) = if *in_comment {
            ("-->", false)
        } else {
            ("<!--", true)
        };
        let (part, after) = match rest.split_once(sign) {
            Some((part, after)) => (part, Some(after)),
            None => (rest, None),
        };
        if keep {
            shown.push_str(part);
        }
        match after {
            Some(after) => {
                *in_comment = keep;
                rest = after;
            }
            None => return shown,
        }
    }
}
