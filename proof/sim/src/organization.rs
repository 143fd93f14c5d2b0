//! Who belongs to an organization, and who acts for whom.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use placet_domain::ProcessName;
use placet_domain::people::{Delegation, Directory};
use placet_engine::ports::Clock;

use crate::run::Run;

impl Run<'_> {
    /// Lets people come and go, and hand over what they may do.
    pub(crate) fn organization(&mut self) {
        let Some((_, place)) = self.chance.choose(&self.changes).copied() else {
            return;
        };
        let Some(who) = self.anybody(place) else {
            return;
        };
        let mut people = self.people[place].clone();
        let name = self.ground.installed[place].parsed.process.process.clone();
        match self.chance.below(4) {
            0 => {
                if let Some(person) = people.people.get_mut(&who) {
                    let role = person.roles.iter().next().cloned();
                    role.map(|role| person.roles.remove(&role));
                }
            }
            1 => drop(people.people.remove(&who)),
            2 => people = self.ground.installed[place].people.clone(),
            _ => {
                let Some(to) = self.anybody(place) else {
                    return;
                };
                people.delegations.push(Delegation {
                    from: who,
                    to,
                    roles: BTreeSet::new(),
                    since: self.clock.now(),
                    until: self.clock.now() + SignedDuration::from_hours(2),
                });
            }
        }
        self.set_people(place, &name, &people);
    }

    pub(crate) fn set_people(&mut self, place: usize, name: &ProcessName, people: &Directory) {
        let Some(engine) = self.engine.clone() else {
            return;
        };
        let done = engine.set_people(None, name, people);
        // The store is asked whether it was done, because the answer may have been lost.
        let now = engine.store().directory(name);
        drop(engine);
        let what = match done {
            Ok(()) => "the people change".to_owned(),
            Err(error) => format!("the people do not change: {error}"),
        };
        self.tell(what);
        if let Ok(Some(now)) = now {
            self.people[place] = now;
        }
        self.after_io();
    }
}
