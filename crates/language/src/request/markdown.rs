//! A request as Markdown, one heading for each field.

use serde_json::{Number, Value};

use super::model::Request;
use super::problem::problem;
use super::sections::{Section, cut};
use super::yaml::{self, Head};
use crate::ids::{FieldId, ProcessName};
use crate::node;
use crate::problem::Problem;
use crate::process::{Field, FieldType, Process};
use crate::suggest;

/// Reads a whole request; the process it follows is the given one unless the front matter names another.
pub(super) fn request(text: &str, process: &Process) -> Result<Request, Vec<Problem>> {
    let (mut head, body, first_line) = front_matter(text)?;
    let mut problems = Vec::new();
    for section in cut(body, first_line) {
        if let Err(problem) = take(process, &mut head, &section) {
            problems.push(problem);
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let Head {
        process: named,
        model,
        plan,
        fields,
    } = head;
    Ok(Request {
        process: named.unwrap_or_else(|| process.process.clone()),
        model,
        fields,
        plan,
    })
}

/// Whether a text has front matter that ends, or begins with a heading.
pub(super) fn is_markdown(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim_end);
    if lines.next() == Some("---") && lines.any(|line| line == "---") {
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

/// Returns the process that the front matter names.
pub(super) fn process_of(text: &str) -> Result<Option<ProcessName>, Vec<Problem>> {
    front_matter(text).map(|(head, ..)| head.process)
}

/// What the front matter says, what stands below it, and on which line that begins.
fn front_matter(text: &str) -> Result<(Head, &str, usize), Vec<Problem>> {
    let Some(rest) = text.strip_prefix("---\n") else {
        return Ok((Head::default(), text, 1));
    };
    let mut inside = String::from("\n");
    let mut body = rest;
    let mut line = 2;
    loop {
        let (first, after) = match body.split_once('\n') {
            Some((first, after)) => (first, Some(after)),
            None => (body, None),
        };
        line += 1;
        if first.trim_end() == "---" {
            break body = after.unwrap_or("");
        }
        let Some(after) = after else {
            return Err(vec![problem(
                (1, 1),
                "the front matter does not end",
                "close it with a line `---`",
            )]);
        };
        inside.push_str(first);
        inside.push('\n');
        body = after;
    }
    let head = match inside.trim() {
        "" => Head::default(),
        _ => yaml::head(&node::read(inside.as_bytes())?)?,
    };
    Ok((head, body, line))
}

/// Takes one section over into the request.
fn take(process: &Process, head: &mut Head, section: &Section) -> Result<(), Problem> {
    let text = section.text();
    let here = (section.line, 1);
    if section.line == 0 {
        return match text.is_empty() {
            true => Ok(()),
            false => Err(problem(
                (section.body_line, 1),
                "the text above the first heading belongs to no field",
                "put it under the heading of a field",
            )),
        };
    }
    let Some((id, field)) = find(process, &section.heading) else {
        return unknown(process, section, &text);
    };
    if text.is_empty() {
        return Ok(());
    }
    let twice = match field.kind {
        FieldType::Plan => head.plan.is_some(),
        _ => head.fields.contains_key(id),
    };
    if twice {
        return Err(problem(
            here,
            format!("`{id}` is given twice"),
            "keep one of them",
        ));
    }
    if field.kind == FieldType::Plan {
        head.plan = yaml::plan(&block(section)?)?;
    } else {
        head.fields
            .insert(id.clone(), value(section, field, &text)?);
    }
    Ok(())
}

fn find<'a>(process: &'a Process, heading: &str) -> Option<(&'a FieldId, &'a Field)> {
    let wanted = heading.to_lowercase();
    let by_id = process
        .fields()
        .find(|(id, _)| id.as_str().to_lowercase() == wanted);
    by_id.or_else(|| {
        process
            .fields()
            .find(|(id, field)| field.label(id).to_lowercase() == wanted)
    })
}

/// A heading that names no field: the title of a section of the form may stand there, with nothing below it.
fn unknown(process: &Process, section: &Section, text: &str) -> Result<(), Problem> {
    let wanted = section.heading.to_lowercase();
    let groups = process
        .form
        .iter()
        .any(|group| group.section.to_lowercase() == wanted);
    if groups && text.is_empty() {
        return Ok(());
    }
    let here = (section.line, 1);
    if groups {
        let message = format!(
            "`{}` is a section of the form, and the text below it belongs to no field",
            section.heading
        );
        return Err(problem(
            here,
            message,
            "put it under the heading of a field",
        ));
    }
    let labels: Vec<String> = process
        .fields()
        .map(|(id, field)| field.label(id))
        .collect();
    let hint = suggest::remedy(
        &section.heading,
        labels.iter().map(String::as_str),
        "the fields are",
    );
    Err(problem(
        here,
        format!("the heading `{}` names no field", section.heading),
        hint,
    ))
}

/// The YAML of a fenced block, with the lines of the file.
fn block(section: &Section) -> Result<node::Node, Problem> {
    let Some(block) = section.block() else {
        let message = format!(
            "below `{}` a fenced block of YAML is expected",
            section.heading
        );
        return Err(problem(
            (section.line, 1),
            message,
            "write it between lines of ```yaml and ```",
        ));
    };
    // Empty lines above keep the lines of the block those of the file.
    let text = format!(
        "{}{}",
        "\n".repeat(block.line.saturating_sub(1)),
        block.text
    );
    node::read(text.as_bytes()).map_err(|problems| {
        let first = problems.into_iter().next();
        first.unwrap_or_else(|| {
            problem(
                (block.line, 1),
                "the block cannot be read",
                "compare it with an example",
            )
        })
    })
}

fn value(section: &Section, field: &Field, text: &str) -> Result<Value, Problem> {
    Ok(match field.kind {
        FieldType::Table | FieldType::Risks => block(section)?.to_json(),
        FieldType::Evidence if items(section).is_none() && !text.contains('\n') => {
            Value::from(text)
        }
        ref kind if kind.is_list() => {
            let items = items(section).ok_or_else(|| {
                let message = format!("below `{}` a list is expected", section.heading);
                problem(
                    (section.line, 1),
                    message,
                    "write each item on its own line after `- `",
                )
            })?;
            Value::Array(items.into_iter().map(Value::from).collect())
        }
        FieldType::OneOf => match items(section).as_deref() {
            Some([one]) => Value::from(one.as_str()),
            Some([]) => Value::Null,
            Some(_) => {
                let message = format!(
                    "below `{}` one value is expected, and several are there",
                    section.heading
                );
                return Err(problem((section.line, 1), message, "tick one"));
            }
            None => Value::from(text),
        },
        FieldType::Bool => match text.to_lowercase().trim_start_matches("- ") {
            "yes" | "true" => Value::Bool(true),
            "no" | "false" => Value::Bool(false),
            boxed if boxed.starts_with("[x]") => Value::Bool(true),
            boxed if boxed.starts_with("[ ]") => Value::Bool(false),
            _ => Value::from(text),
        },
        // What is no number stays text, and the form says so.
        FieldType::Integer | FieldType::Number => text
            .parse::<Number>()
            .map_or_else(|_| Value::from(text), Value::Number),
        _ => Value::from(text),
    })
}

/// The items of a list, only those ticked if there are boxes; none if the text is no list.
fn items(section: &Section) -> Option<Vec<String>> {
    let mut found: Vec<(Option<bool>, String)> = Vec::new();
    for line in section.body.iter().filter(|line| !line.trim().is_empty()) {
        match item(line) {
            Some(item) => found.push(item),
            // An indented line goes on with the item above it.
            None if line.starts_with([' ', '\t']) => {
                let (_, text) = found.last_mut()?;
                text.push(' ');
                text.push_str(line.trim());
            }
            None => return None,
        }
    }
    if found.is_empty() {
        return None;
    }
    let boxes = found.iter().any(|(ticked, _)| ticked.is_some());
    Some(
        found
            .into_iter()
            .filter(|(ticked, _)| !boxes || *ticked == Some(true))
            .map(|(_, text)| text)
            .collect(),
    )
}

/// One item, and whether its box is ticked if it has one.
fn item(line: &str) -> Option<(Option<bool>, String)> {
    let line = line.trim();
    let numbered = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let bullet = ["- ", "* ", "+ "]
        .iter()
        .find_map(|sign| line.strip_prefix(sign));
    let number = || {
        (numbered.len() < line.len())
            .then(|| numbered.strip_prefix(". "))
            .flatten()
    };
    let text = bullet.or_else(number)?.trim();
    let ticked = ["[x]", "[X]"]
        .iter()
        .find_map(|sign| text.strip_prefix(sign));
    Some(match (ticked, text.strip_prefix("[ ]")) {
        (Some(text), _) => (Some(true), text.trim().to_owned()),
        (None, Some(text)) => (Some(false), text.trim().to_owned()),
        (None, None) => (None, text.to_owned()),
    })
}
