//! Who is asking, and what they may do.

use placet_api::{Me, Role};

use crate::auth::Asker;
use crate::door::{Call, Inner};
use crate::failure::Failure;
use crate::view::word;

/// Says who is asking.
pub(crate) fn show(inner: &Inner, asker: &Asker, _: &Call) -> Result<Me, Failure> {
    let now = inner.clock.now();
    let mut me = Me {
        person: asker.person.to_string(),
        name: asker.person.to_string(),
        administrator: asker.is_administrator(),
        scopes: asker
            .scopes
            .iter()
            .map(|scope| scope.name().to_owned())
            .collect(),
        ..Me::default()
    };
    for process in asker.processes() {
        let directory = inner.engine.directory(&process)?;
        if let Some(person) = directory.person(&asker.person) {
            me.name.clone_from(&person.name);
            me.kind = word(&person.kind);
        }
        me.roles.extend(
            directory
                .capacities(&asker.person, now)
                .into_iter()
                .map(|capacity| Role {
                    process: process.to_string(),
                    role: capacity.role.into(),
                    on_behalf_of: capacity.on_behalf_of.map(String::from),
                }),
        );
        me.processes.push(process.into());
    }
    Ok(me)
}
