//! People: who belongs to the caller's processes, and links for first passwords.

use placet_api::{Invitation, PersonRow};

use crate::auth::Asker;
use crate::door::{Call, Inner};
use crate::failure::Failure;
use crate::organization::people;
use crate::view::word;

/// Lists the people of the processes that the caller belongs to.
pub(crate) fn list(inner: &Inner, asker: &Asker, _: &Call) -> Result<Vec<PersonRow>, Failure> {
    let mut rows = Vec::new();
    for process in asker.processes() {
        let directory = inner.engine.directory(&process)?;
        rows.extend(directory.people.iter().map(|(id, person)| PersonRow {
            person: id.to_string(),
            process: process.to_string(),
            name: person.name.clone(),
            kind: word(&person.kind),
            principal: person.principal.as_ref().map(ToString::to_string),
            roles: person.roles.iter().map(ToString::to_string).collect(),
        }));
    }
    Ok(rows)
}

/// Makes a link with which a person sets their first password.
pub(crate) fn invite(inner: &Inner, asker: &Asker, call: &Call) -> Result<Invitation, Failure> {
    let person = call.part("person");
    Ok(Invitation {
        link: people::invite(inner, asker, person)?,
        person: person.to_owned(),
    })
}
