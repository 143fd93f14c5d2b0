//! Whether an action can be carried out at all.

use crate::codes::Code;
use crate::lead::Elapsed;
use crate::plan::{Action, Command, EvidenceAsked, Http, Install, TEXT_BYTES_MAX, Task, Write};
use crate::process::{Process, suggest};
use crate::reason::Reason;

/// Most arguments of a command, environment entries included.
const ARGUMENTS_MAX: usize = 500;

/// Every reason why an action cannot be carried out.
pub(super) fn check(process: &Process, action: &Action) -> Vec<Reason> {
    match action {
        Action::Command(command) => check_command(command),
        Action::Http(http) => check_http(http),
        Action::Install(install) => check_install(install),
        Action::Write(write) => check_write(write),
        Action::Wait(time) => check_wait(*time),
        Action::Task(task) => check_task(process, task),
        Action::Evidence(evidence) => check_evidence(evidence),
    }
}

fn invalid(message: impl Into<String>, hint: &str) -> Reason {
    Reason::new(Code::InvalidAction, message, hint)
}

/// Texts that are too long or that no operating system call can take.
fn texts<'a>(what: &str, texts: impl IntoIterator<Item = &'a str>) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for text in texts {
        if text.len() > TEXT_BYTES_MAX {
            let message = format!(
                "{what} takes {} bytes, and {TEXT_BYTES_MAX} are allowed",
                text.len()
            );
            reasons.push(Reason::new(
                Code::TextTooLong,
                message,
                "put it into a file",
            ));
        }
        if text.contains('\0') {
            reasons.push(invalid(format!("{what} has a zero byte"), "remove it"));
        }
    }
    reasons
}

fn path(what: &str, text: &str) -> Vec<Reason> {
    let mut reasons = texts(what, [text]);
    if text.trim().is_empty() {
        reasons.push(invalid(format!("`{what}` is empty"), "give a path"));
    }
    reasons
}

fn check_command(command: &Command) -> Vec<Reason> {
    let mut reasons = texts("an argument", command.run.iter().map(String::as_str));
    reasons.extend(texts(
        "an environment value",
        command.env.values().map(String::as_str),
    ));
    reasons.extend(command.in_dir.iter().flat_map(|dir| path("in_dir", dir)));
    if command
        .run
        .first()
        .is_none_or(|program| program.trim().is_empty())
    {
        reasons.push(invalid(
            "the command is empty",
            "write `run: [program, argument]`",
        ));
    }
    if command.run.len() + command.env.len() > ARGUMENTS_MAX {
        reasons.push(invalid(
            format!("the command has more than {ARGUMENTS_MAX} arguments"),
            "put them into a file",
        ));
    }
    for name in command.env.keys() {
        let is_name = !name.is_empty()
            && !name.starts_with(|c: char| c.is_ascii_digit())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if !is_name || name.starts_with("PLACET_") {
            let message = format!("`{}` cannot be set in the environment", name.escape_debug());
            reasons.push(invalid(
                message,
                "use letters, digits and `_`; `PLACET_` is taken",
            ));
        }
    }
    if command.ok.is_empty()
        || command
            .ok
            .iter()
            .chain(&command.give_up)
            .any(|code| !(0..=255).contains(code))
    {
        reasons.push(invalid(
            "an exit code is outside 0 to 255, or no code means success",
            "write `ok: [0]`",
        ));
    }
    if command.ok.iter().any(|code| command.give_up.contains(code)) {
        reasons.push(invalid(
            "an exit code stands in `ok` and in `give_up`",
            "keep it in one of them",
        ));
    }
    reasons
}

fn check_http(http: &Http) -> Vec<Reason> {
    let mut reasons = texts("the address", [http.url.as_str()]);
    reasons.extend(texts(
        "the body",
        http.body
            .iter()
            .chain(&http.expect_body)
            .map(String::as_str),
    ));
    let lower = http.url.to_ascii_lowercase();
    let after = lower
        .strip_prefix("https://")
        .or_else(|| lower.strip_prefix("http://"));
    let has_host =
        after.is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || c == '['));
    if !has_host
        || http
            .url
            .chars()
            .any(|c| c.is_whitespace() || c.is_control())
    {
        let shown: String = http.url.escape_debug().take(60).collect();
        reasons.push(invalid(
            format!("`{shown}` is not an http or https address"),
            "write `https://host/path`",
        ));
    }
    let is_token = |text: &str| {
        !text.is_empty()
            && text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c))
    };
    if !http.method.chars().all(|c| c.is_ascii_uppercase()) || http.method.is_empty() {
        reasons.push(invalid(
            format!("`{}` is not a method", http.method.escape_debug()),
            "write it like `POST`",
        ));
    }
    for (name, value) in &http.headers {
        if !is_token(name) || value.chars().any(char::is_control) || value.len() > TEXT_BYTES_MAX {
            let message = format!("the header `{}` cannot be sent", name.escape_debug());
            reasons.push(invalid(message, "use one line without control characters"));
        }
    }
    if http
        .expect_status
        .iter()
        .any(|status| !(100..=599).contains(status))
    {
        reasons.push(invalid(
            "an expected status is outside 100 to 599",
            "write it like `200`",
        ));
    }
    for pointer in http
        .expect_json
        .keys()
        .filter(|pointer| !pointer.is_empty() && !pointer.starts_with('/'))
    {
        let message = format!("`{}` is not a JSON pointer", pointer.escape_debug());
        reasons.push(invalid(message, "write it like `/status`"));
    }
    reasons
}

fn check_install(install: &Install) -> Vec<Reason> {
    let named = [
        ("from", &install.from),
        ("into", &install.into),
        ("link", &install.link),
    ];
    let mut reasons: Vec<Reason> = named
        .into_iter()
        .flat_map(|(what, text)| path(what, text))
        .collect();
    let last = install
        .from
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or_default();
    let name = install.name.as_deref().unwrap_or(last);
    if name.is_empty() || name == "." || name == ".." || name.contains(['/', '\0']) {
        let message = format!("`{}` is not the name of a release", name.escape_debug());
        reasons.push(invalid(message, "give `name` without slashes"));
    }
    reasons
}

fn check_write(write: &Write) -> Vec<Reason> {
    let mut reasons = path("path", &write.path);
    reasons.extend(texts("the content", [write.content.as_str()]));
    let is_mode = |mode: &String| {
        matches!(mode.len(), 3 | 4)
            && u32::from_str_radix(mode, 8).is_ok_and(|bits| bits <= 0o7777)
            && mode.bytes().all(|digit| digit.is_ascii_digit())
    };
    if let Some(mode) = write.mode.as_ref().filter(|mode| !is_mode(mode)) {
        let message = format!("`{}` is not a mode in octal", mode.escape_debug());
        reasons.push(invalid(message, "write it like `0640`"));
    }
    reasons
}

fn check_wait(time: Elapsed) -> Vec<Reason> {
    let none = time
        .0
        .is_zero()
        .then(|| invalid("it waits for no time at all", "write it like `30s`"));
    none.into_iter().collect()
}

fn check_task(process: &Process, task: &Task) -> Vec<Reason> {
    let mut reasons = texts("the task", [task.text.as_str()]);
    if task.text.trim().is_empty() {
        reasons.push(invalid("the task is empty", "say what is to be done"));
    }
    if let Some(role) = task
        .by
        .as_ref()
        .filter(|role| !process.roles.contains_key(*role))
    {
        let hint = suggest::remedy(
            role.as_str(),
            process.roles.keys().map(|role| role.as_str()),
            "the roles are",
        );
        reasons.push(invalid(format!("there is no role `{role}`"), &hint));
    }
    reasons
}

fn check_evidence(evidence: &EvidenceAsked) -> Vec<Reason> {
    let mut reasons = path("path", &evidence.path);
    if evidence.kind.trim().is_empty() || evidence.kind.chars().any(char::is_control) {
        reasons.push(invalid(
            "the kind of evidence is empty",
            "write it like `test:unit`",
        ));
    }
    reasons
}
