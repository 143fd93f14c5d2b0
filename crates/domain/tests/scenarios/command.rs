//! From a script's line to a command.

use placet_domain::Rejection;
use placet_domain::change::{Because, Command, Comment, Decline, Edit, Tick};
use placet_domain::digest::Digest;
use placet_domain::node;
use placet_domain::process::Parsed;
use placet_domain::request::from_yaml;
use serde_json::{Value, json};

use super::text::{stale, unreadable};

/// Reads a verb with its argument and body. What a body leaves out is filled in as a friendly client would do it: the
/// current digest, every item of a checklist.
pub(super) fn command(
    process: &Parsed,
    verb: &str,
    argument: &str,
    body: &str,
    digest: Option<Digest>,
) -> Result<Command, Rejection> {
    // `~run` stands for a command that scripts do not care about.
    let body = &body.replace("~run", "{command: {run: [/bin/true]}}");
    match verb {
        "open" | "preview" => {
            let text = format!("process: {}\n{body}", process.process.process);
            return Ok(Command::Open(from_yaml(text.as_bytes(), None)?));
        }
        "edit" => {
            let text = format!("process: {}\n{body}", process.process.process);
            let request = from_yaml(text.as_bytes(), None)?;
            return Ok(Command::Edit(Edit {
                fields: request.fields,
                plan: request.plan,
                model: request.model,
            }));
        }
        "tick" => {
            let tasks = body
                .lines()
                .map(|line| line.trim_start_matches("- ").to_owned())
                .collect();
            return Ok(Command::Tick(Tick {
                checklist: argument.to_owned(),
                tasks,
                note: String::new(),
            }));
        }
        "comment" => {
            return Ok(Command::Comment(Comment {
                text: argument.to_owned(),
            }));
        }
        "reject" | "defer" | "abstain" => {
            let decline = Decline {
                digest: None,
                reason: argument.to_owned(),
            };
            return Ok(match verb {
                "reject" => Command::Reject(decline),
                "defer" => Command::Defer(decline),
                _ => Command::Abstain(decline),
            });
        }
        "hold" | "release" | "pause" | "abort" | "back_out" | "cancel" => {
            let because = Because {
                reason: argument.to_owned(),
            };
            return Ok(match verb {
                "hold" => Command::Hold(because),
                "release" => Command::Release(because),
                "pause" => Command::Pause(because),
                "abort" => Command::Abort(because),
                "back_out" => Command::BackOut(because),
                _ => Command::Cancel(because),
            });
        }
        _ => {}
    }
    let mut value = if body.is_empty() {
        json!({})
    } else {
        node::read(body.as_bytes())
            .map_err(|all| {
                unreadable(
                    all.iter()
                        .map(ToString::to_string)
                        .collect::<Vec<_>>()
                        .join("; "),
                )
            })?
            .to_json()
    };
    let fields = value
        .as_object_mut()
        .ok_or_else(|| unreadable("the body is not a map".to_owned()))?;
    fields.insert("verb".to_owned(), json!(verb));
    let mut default = |key: &str, value: Value| {
        fields.entry(key.to_owned()).or_insert(value);
    };
    match verb {
        "approve" => {
            // `approve stale` answers for another version than the current one.
            let seen = if argument == "stale" {
                Some(stale())
            } else {
                digest
            };
            default("digest", json!(seen));
            if argument == "tick-all" {
                default("ticked", json!(every_item(process)));
            }
        }
        "review" => {
            let items = process
                .process
                .reviews
                .get(argument)
                .map(|review| review.checklist.clone());
            default("kind", json!(argument));
            default("passed", json!(true));
            default("ticked", json!(items.unwrap_or_default()));
        }
        "skip" | "retry" => {
            let (step, reason) = argument.split_once(' ').unwrap_or((argument, ""));
            default(
                "step",
                if step.is_empty() {
                    Value::Null
                } else {
                    json!(step)
                },
            );
            default("reason", json!(reason));
        }
        "record_step" => {
            let (step, result) = argument.split_once(' ').unwrap_or((argument, "done"));
            default("step", json!(step));
            default("succeeded", json!(result == "done"));
        }
        "deviation" => default("text", json!(argument)),
        "condition" => default("number", json!(argument.parse::<u32>().unwrap_or(1))),
        "close" => default("code", json!(argument)),
        "record" => default("record", json!(argument)),
        "evidence" => {
            let (kind, result) = argument.split_once(' ').unwrap_or((argument, "passed"));
            default("kind", json!(kind));
            default("name", json!("report.xml"));
            default("sha256", json!(Digest::of_bytes(kind.as_bytes())));
            default("bytes", json!(100));
            default("passed", json!(result == "passed"));
            default("summary", json!(result));
        }
        _ => {}
    }
    // Records and verifications are written as their fields alone.
    if matches!(verb, "verify" | "record" | "close") {
        let known = ["verb", "record", "code", "fields"];
        let (own, given): (Vec<_>, Vec<_>) = std::mem::take(fields)
            .into_iter()
            .partition(|(key, _)| known.contains(&key.as_str()));
        *fields = own.into_iter().collect();
        let inner: serde_json::Map<String, Value> = given.into_iter().collect();
        fields
            .entry("fields".to_owned())
            .or_insert(Value::Object(inner));
    }
    serde_json::from_value(value).map_err(|error| unreadable(format!("`{verb}`: {error}")))
}

fn every_item(process: &Parsed) -> Vec<String> {
    fn collect(value: &Value, into: &mut Vec<String>) {
        match value {
            Value::Object(map) => {
                for (key, inner) in map {
                    match (key.as_str(), inner) {
                        ("checklist", Value::Array(items)) => {
                            into.extend(
                                items
                                    .iter()
                                    .filter_map(|item| item.as_str().map(str::to_owned)),
                            );
                        }
                        _ => collect(inner, into),
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| collect(item, into)),
            _ => {}
        }
    }
    let mut items = Vec::new();
    collect(
        &serde_json::to_value(&process.process.approvals).unwrap(),
        &mut items,
    );
    items
}
