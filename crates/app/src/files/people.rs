//! The people file: who is there, which roles they hold, who administers.

use std::collections::BTreeMap;
use std::path::Path;

use placet_domain::PersonId;
use placet_domain::people::{Delegation, Directory, Person, PersonKind};
use placet_domain::process::node::{Entry, Node};
use placet_domain::process::{Problem, Process, decode, node};
use serde::de::DeserializeOwned;

use super::{read, unreadable};
use crate::failure::Failure;

/// Largest people file, in bytes.
const PEOPLE_BYTES_MAX: u64 = 1 << 20;

/// Reads a people file for a process, and gives what is odd about it beside.
///
/// # Errors
/// Every place that is wrong.
pub(crate) fn load(path: &Path, process: &Process) -> Result<(Directory, Vec<Problem>), Failure> {
    let bytes = read(path, PEOPLE_BYTES_MAX)?;
    understand(&bytes, process).map_err(|problems| unreadable(path, problems))
}

/// Reads a people file without its process: what it means, the rules say.
///
/// # Errors
/// Every place that cannot be read.
pub(crate) fn shaped(bytes: &[u8], path: &Path) -> Result<Directory, Failure> {
    let file = node::read(bytes).map_err(|problems| unreadable(path, problems))?;
    let mut reader = Reader {
        problems: Vec::new(),
        warnings: Vec::new(),
    };
    let directory = reader.directory(&file);
    match reader.problems.is_empty() {
        true => Ok(directory),
        false => Err(unreadable(path, reader.problems)),
    }
}

fn understand(bytes: &[u8], process: &Process) -> Result<(Directory, Vec<Problem>), Vec<Problem>> {
    let file = node::read(bytes)?;
    let mut reader = Reader {
        problems: Vec::new(),
        warnings: Vec::new(),
    };
    let directory = reader.directory(&file);
    reader.links(&file, &directory);
    reader.roles(&file, &directory, process);
    if reader.problems.is_empty() {
        reader.warnings.sort();
        return Ok((directory, reader.warnings));
    }
    reader.problems.sort();
    reader.problems.dedup();
    Err(reader.problems)
}

struct Reader {
    problems: Vec<Problem>,
    warnings: Vec<Problem>,
}

impl Reader {
    /// Person by person, so that one mistake does not hide the next.
    fn directory(&mut self, file: &Node) -> Directory {
        let mut directory = Directory::default();
        let Some(map) = file.map() else {
            let message = format!("people are a map, and this is {}", file.kind());
            self.problems.push(problem(
                file.place(),
                "",
                message,
                "begin with a line `people:`",
            ));
            return directory;
        };
        for (
            key,
            Entry {
                line,
                column,
                value,
            },
        ) in map
        {
            match key.as_str() {
                "people" => directory.people = self.people(value),
                "delegations" => {
                    directory.delegations = self.list::<Delegation>(value, "delegations");
                }
                "administrators" => {
                    directory.administrators = self
                        .list::<PersonId>(value, "administrators")
                        .into_iter()
                        .collect();
                }
                _ => {
                    let hint = "the keys are `people`, `delegations` and `administrators`";
                    self.problems.push(problem(
                        (*line, *column),
                        "",
                        format!("`{key}` is not known here"),
                        hint,
                    ));
                }
            }
        }
        directory
    }

    fn people(&mut self, value: &Node) -> BTreeMap<PersonId, Person> {
        let mut people = BTreeMap::new();
        let Some(map) = value.map() else {
            let message = format!(
                "`people` is a map from id to person, and this is {}",
                value.kind()
            );
            self.problems
                .push(problem(value.place(), "people", message, ""));
            return people;
        };
        for (key, entry) in map {
            let id = key.parse::<PersonId>();
            if let Err(error) = &id {
                self.problems.push(problem(
                    (entry.line, entry.column),
                    "people",
                    error.to_string(),
                    "",
                ));
            }
            let person = decode::<Person>(&entry.value);
            match (id, person) {
                (Ok(id), Ok(person)) => {
                    people.insert(id, person);
                }
                (_, Err(error)) => self.problems.push(within(error, &format!("people.{key}"))),
                (Err(_), Ok(_)) => {}
            }
        }
        people
    }

    fn list<T: DeserializeOwned>(&mut self, value: &Node, key: &str) -> Vec<T> {
        let node::Content::List(items) = &value.content else {
            let message = format!("`{key}` is a list, and this is {}", value.kind());
            self.problems.push(problem(value.place(), key, message, ""));
            return Vec::new();
        };
        let mut all = Vec::new();
        for (index, item) in items.iter().enumerate() {
            match decode(item) {
                Ok(value) => all.push(value),
                Err(error) => self
                    .problems
                    .push(within(error, &format!("{key}[{index}]"))),
            }
        }
        all
    }

    /// Every person that is named must be in the file.
    fn links(&mut self, file: &Node, directory: &Directory) {
        let mut named: Vec<(String, &PersonId)> = Vec::new();
        for (id, person) in &directory.people {
            named.extend(
                person
                    .principal
                    .iter()
                    .map(|other| (format!("people.{id}.principal"), other)),
            );
            named.extend(
                person
                    .also
                    .iter()
                    .map(|other| (format!("people.{id}.also"), other)),
            );
            if person.kind != PersonKind::Human && person.principal.is_none() {
                let at = format!("people.{id}");
                let message = "an agent or a service needs a person who answers for it".to_owned();
                self.problems.push(problem(
                    place(file, &at),
                    &at,
                    message,
                    "add `principal: PERSON`",
                ));
            }
        }
        for (index, delegation) in directory.delegations.iter().enumerate() {
            let at = format!("delegations[{index}]");
            named.push((format!("{at}.from"), &delegation.from));
            named.push((format!("{at}.to"), &delegation.to));
            if delegation.until <= delegation.since {
                let message = "the delegation ends before it begins".to_owned();
                self.problems.push(problem(
                    place(file, &at),
                    &at,
                    message,
                    "correct `since` and `until`",
                ));
            }
        }
        named.extend(
            directory
                .administrators
                .iter()
                .map(|id| ("administrators".to_owned(), id)),
        );
        for (at, id) in named {
            if directory.person(id).is_none() {
                let message = format!("`{id}` is not among the people");
                self.problems.push(problem(
                    place(file, &at),
                    &at,
                    message,
                    "add them under `people`",
                ));
            }
        }
        if directory.administrators.is_empty() {
            let message = "no person is an administrator".to_owned();
            self.warnings.push(problem(
                (1, 1),
                "administrators",
                message,
                "add `administrators: [PERSON]`",
            ));
        }
    }

    /// Roles may belong to another process of the same people, so an unknown one is only told.
    fn roles(&mut self, file: &Node, directory: &Directory, process: &Process) {
        for (id, person) in &directory.people {
            for role in person
                .roles
                .iter()
                .filter(|role| !process.roles.contains_key(*role))
            {
                let at = format!("people.{id}.roles");
                let message = format!(
                    "role `{role}` is not known to process `{}`",
                    process.process
                );
                let known: Vec<&str> = process
                    .roles
                    .keys()
                    .map(placet_domain::RoleId::as_str)
                    .collect();
                let hint = format!("its roles are {}", known.join(", "));
                self.warnings
                    .push(problem(place(file, &at), &at, message, &hint));
            }
        }
    }
}

fn problem((line, column): (usize, usize), path: &str, message: String, hint: &str) -> Problem {
    Problem {
        line,
        column,
        path: path.to_owned(),
        message,
        hint: hint.to_owned(),
    }
}

fn within(mut problem: Problem, path: &str) -> Problem {
    problem.path = if problem.path.is_empty() {
        path.to_owned()
    } else {
        format!("{path}.{}", problem.path)
    };
    problem
}

/// The place of a path; ids of people may hold dots, which a path in text would take for steps.
fn place(file: &Node, at: &str) -> (usize, usize) {
    let Some(rest) = at.strip_prefix("people.") else {
        let list = at.split(['[', '.']).next().unwrap_or(at);
        return file
            .find(at)
            .or_else(|| file.get(list))
            .map_or((1, 1), Node::place);
    };
    let people = file.get("people").and_then(Node::map);
    let found = people.and_then(|map| {
        map.iter()
            .find(|(id, _)| rest == *id || rest.starts_with(&format!("{id}.")))
    });
    found.map_or((1, 1), |(_, entry)| (entry.line, entry.column))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn tell(text: &str) -> String {
        let process = crate::shipped::parsed("service-platform").unwrap().process;
        let problems = match understand(text.as_bytes(), &process) {
            Ok((_, warnings)) => warnings,
            Err(problems) => problems,
        };
        problems
            .iter()
            .map(|problem| format!("{problem}\n"))
            .collect()
    }

    #[test]
    fn every_mistake_is_told_at_once_with_its_place() {
        let told = tell(
            "people:\n  ada: {name: Ada, roles: [engineer], rank: 1}\n  bot: {name: Bot, kind: agent}\n  \"a b\": {name: X}\n\
             delegations:\n  - {from: ada, to: nobody, since: 2026-01-02T00:00:00Z, until: 2026-01-01T00:00:00Z}\n\
             administrators: [eve]\nteams: []\n",
        );
        insta::assert_snapshot!(told, @r"
        line 2, column 45: `people.ada.rank`: unknown field `rank`, expected one of `name`, `email`, `kind`, `principal`, `also`, `roles`
        line 3, column 3: `people.bot`: an agent or a service needs a person who answers for it: add `principal: PERSON`
        line 4, column 3: `people`: `a b` is not a valid person: use letters, digits, `-`, `_`, `.` and `@` only
        line 6, column 5: `delegations[0]`: the delegation ends before it begins: correct `since` and `until`
        line 6, column 12: `delegations[0].from`: `ada` is not among the people: add them under `people`
        line 6, column 21: `delegations[0].to`: `nobody` is not among the people: add them under `people`
        line 7, column 17: `administrators`: `eve` is not among the people: add them under `people`
        line 8, column 1: `teams` is not known here: the keys are `people`, `delegations` and `administrators`
        ");
    }

    #[test]
    fn an_unknown_role_is_only_told() {
        let told = tell("people:\n  j.doe: {name: J, roles: [enginer]}\nadministrators: [j.doe]\n");
        assert!(
            told.starts_with("line 2, column 3: `people.j.doe.roles`: role `enginer` is not known"),
            "{told}"
        );
    }
}
