//! Reads the items of one file: modules, imports, definitions, and the paths in the code between them.

use crate::rust_source::code_only;
use std::collections::BTreeSet;

/// What one module, a file or an inline one, says.
#[derive(Default)]
pub(super) struct Parsed {
    pub(super) declared: Vec<Declared>,
    pub(super) inline: Vec<(String, Parsed)>,
    pub(super) uses: Vec<Use>,
    pub(super) defined: BTreeSet<String>,
    /// Names inside macro calls at the level of items, which may define them.
    pub(super) made_by_macros: BTreeSet<String>,
    /// Paths in code, with their lines.
    pub(super) paths: Vec<(Vec<String>, usize)>,
}

/// `mod name;`
pub(super) struct Declared {
    pub(super) name: String,
    pub(super) path: Option<String>,
    pub(super) is_test: bool,
}

/// One name that a `use` brings; `*` stands for all names.
pub(super) struct Use {
    pub(super) path: Vec<String>,
    pub(super) name: String,
    pub(super) is_public: bool,
    pub(super) line: usize,
}

/// Reads one file.
pub(super) fn file(text: &str) -> Parsed {
    let code = code_only(text);
    let tokens = tokens(&code);
    let mut reader = Reader {
        text,
        tokens: &tokens,
        at: 0,
    };
    reader.module()
}

#[derive(Clone, Copy, PartialEq)]
struct Token<'a> {
    text: &'a str,
    start: usize,
    line: usize,
}

impl Token<'_> {
    fn is_name(&self) -> bool {
        self.text
            .starts_with(|c: char| c.is_alphabetic() || c == '_')
    }
}

fn tokens(code: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut line = 1;
    let mut at = 0;
    while let Some(c) = code.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = code.get(at..).unwrap_or_default();
        let length = match c {
            // A raw identifier counts as the plain name. A lifetime is not a name.
            'r' if rest.starts_with("r#") => {
                at += 2;
                continue;
            }
            '\'' => 1 + name_length(rest.get(1..).unwrap_or_default()),
            ':' if rest.starts_with("::") => 2,
            c if c.is_alphanumeric() || c == '_' => name_length(rest),
            c => c.len_utf8(),
        };
        if c == '\n' {
            line += 1;
        } else if !c.is_whitespace() {
            let text = rest.get(..length).unwrap_or_default();
            tokens.push(Token {
                text,
                start: at,
                line,
            });
        }
        at += length;
    }
    tokens
}

fn name_length(text: &str) -> usize {
    text.find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(text.len())
}

struct Reader<'a> {
    text: &'a str,
    tokens: &'a [Token<'a>],
    at: usize,
}

/// What precedes an item.
#[derive(Default)]
struct Before {
    is_test: bool,
    is_public: bool,
    path: Option<String>,
}

impl<'a> Reader<'a> {
    fn peek(&self, ahead: usize) -> &'a str {
        self.tokens
            .get(self.at + ahead)
            .map_or("", |token| token.text)
    }

    fn next(&mut self) -> Option<Token<'a>> {
        let token = self.tokens.get(self.at).copied();
        self.at += 1;
        token
    }

    /// Reads items until the brace that closes this module, or the end of the file.
    fn module(&mut self) -> Parsed {
        let mut parsed = Parsed::default();
        let mut before = Before::default();
        while let Some(token) = self.tokens.get(self.at).copied() {
            match token.text {
                "}" => {
                    self.at += 1;
                    break;
                }
                "#" => self.attribute(&mut before, &mut parsed),
                "pub" => {
                    before.is_public = true;
                    self.at += 1;
                    if self.peek(0) == "(" {
                        self.skip_brackets();
                    }
                }
                _ => {
                    let before = std::mem::take(&mut before);
                    if before.is_test && token.text != "mod" {
                        self.skip_item();
                    } else {
                        self.item(token, before, &mut parsed);
                    }
                }
            }
        }
        parsed
    }

    fn attribute(&mut self, before: &mut Before, parsed: &mut Parsed) {
        self.at += if self.peek(1) == "!" { 2 } else { 1 };
        let start = self.at;
        self.skip_brackets();
        let words: Vec<&str> = self
            .tokens
            .get(start..self.at)
            .unwrap_or_default()
            .iter()
            .map(|t| t.text)
            .collect();
        before.is_test |= words == ["[", "cfg", "(", "test", ")", "]"];
        if words.get(1) == Some(&"path") {
            let from = self.tokens.get(start).map_or(0, |token| token.start);
            let quoted = self
                .text
                .get(from..)
                .and_then(|rest| rest.split('"').nth(1));
            before.path = quoted.map(str::to_owned);
        }
        // `#[derive(crate::a::B)]` and `#[serde(with = ..)]` use paths too.
        let saved = std::mem::replace(&mut self.at, start);
        let end = saved;
        self.code(end, parsed);
    }

    fn item(&mut self, token: Token<'a>, before: Before, parsed: &mut Parsed) {
        match token.text {
            "mod" => {
                let name = self.peek(1).to_owned();
                let is_inline = self.peek(2) == "{";
                self.at += 3;
                if is_inline {
                    let body = self.module();
                    if !before.is_test {
                        parsed.inline.push((name, body));
                    }
                } else {
                    let Before { is_test, path, .. } = before;
                    parsed.declared.push(Declared {
                        name,
                        path,
                        is_test,
                    });
                }
            }
            "use" => self.import(before.is_public, parsed),
            "struct" | "enum" | "trait" | "type" | "static" | "union" | "fn" | "const" => {
                if token.text != "const" || self.peek(1) != "fn" {
                    parsed.defined.insert(self.peek(1).to_owned());
                }
                self.at += 1;
                self.code_of_item(parsed);
            }
            "macro_rules" => {
                parsed.defined.insert(self.peek(2).to_owned());
                self.skip_item();
            }
            _ if token.is_name() && self.peek(1) == "!" => {
                let start = self.at;
                self.skip_item();
                let end = self.at;
                let called = self.tokens.get(start..end).unwrap_or_default();
                let names = called
                    .iter()
                    .filter(|token| token.text.starts_with(char::is_uppercase));
                parsed
                    .made_by_macros
                    .extend(names.map(|token| token.text.to_owned()));
                self.at = start;
                self.code(end, parsed);
            }
            "unsafe" | "async" | "extern" | "default" => self.at += 1,
            // An `impl`, or what a reader of items does not know.
            _ => self.code_of_item(parsed),
        }
    }

    /// Reads the rest of an item as code.
    fn code_of_item(&mut self, parsed: &mut Parsed) {
        let start = self.at;
        self.skip_item();
        let end = self.at;
        self.at = start;
        self.code(end, parsed);
    }

    /// Collects the paths and the imports up to the token `end`.
    fn code(&mut self, end: usize, parsed: &mut Parsed) {
        while self.at < end {
            let before = self
                .at
                .checked_sub(1)
                .and_then(|at| self.tokens.get(at))
                .map_or("", |token| token.text);
            let Some(token) = self.tokens.get(self.at).copied() else {
                return;
            };
            if token.text == "use" {
                self.import(false, parsed);
            } else if token.is_name() && !matches!(before, "." | "::" | "fn" | "struct" | "let") {
                let mut path = vec![token.text.to_owned()];
                self.at += 1;
                while self.peek(0) == "::"
                    && self.tokens.get(self.at + 1).is_some_and(Token::is_name)
                {
                    path.push(self.peek(1).to_owned());
                    self.at += 2;
                }
                parsed.paths.push((path, token.line));
            } else {
                self.at += 1;
            }
        }
    }

    /// Reads `use a::{b, c as d, e::*};`
    fn import(&mut self, is_public: bool, parsed: &mut Parsed) {
        self.at += 1;
        // `use<'a>` in a type brings nothing.
        if self.peek(0) != "<" {
            self.branch(&[], is_public, parsed);
        }
    }

    fn branch(&mut self, prefix: &[String], is_public: bool, parsed: &mut Parsed) {
        let mut path = prefix.to_vec();
        while let Some(token) = self.next() {
            match token.text {
                "::" => {}
                "{" => {
                    while !matches!(self.peek(0), "}" | "") {
                        self.branch(&path, is_public, parsed);
                        if self.peek(0) == "," {
                            self.at += 1;
                        }
                    }
                    self.at += 1;
                    return;
                }
                text => {
                    let is_last = self.peek(0) != "::";
                    // `a::{self}` is `a`.
                    if text != "self" || path.is_empty() {
                        path.push(text.to_owned());
                    }
                    if is_last {
                        let mut name = path.last().cloned().unwrap_or_default();
                        if self.peek(0) == "as" {
                            name = self.peek(1).to_owned();
                            self.at += 2;
                        }
                        parsed.uses.push(Use {
                            path,
                            name,
                            is_public,
                            line: token.line,
                        });
                        return;
                    }
                }
            }
        }
    }

    /// Skips to after the `;` of an item, or after the brace that closes it.
    fn skip_item(&mut self) {
        let mut depth = 0_usize;
        while let Some(token) = self.next() {
            match token.text {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => {
                    depth = depth.saturating_sub(1);
                    if token.text == "}" && depth == 0 {
                        return;
                    }
                }
                ";" if depth == 0 => return,
                _ => {}
            }
        }
    }

    /// Skips from an opening bracket to after the one that closes it.
    fn skip_brackets(&mut self) {
        let mut depth = 0_usize;
        while let Some(token) = self.next() {
            match token.text {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return;
                    }
                }
                _ => {}
            }
        }
    }
}
