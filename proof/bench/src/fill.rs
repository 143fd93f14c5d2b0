//! Stores with many changes, made through the engine like any others: real events, rows, indexes and leaves.

use std::path::Path;

use placet_domain::PersonId;
use placet_domain::change::{Because, Command};

use crate::house::{self, ENGINEERS, House};
use crate::load;
use crate::outcome::Outcome;

/// Threads that send commands at the same time, so that many decisions share a commit.
const THREADS: usize = 128;

/// Fills a new data directory with half normal and half standard changes of four people. A quarter stay drafts, a
/// quarter are canceled, and the others wait for a review or are authorized.
pub(crate) fn fill(root: &Path, data: &Path, count: usize) -> Outcome<()> {
    let house = House::create(root, data, 1)?;
    let people: Vec<PersonId> = ENGINEERS
        .iter()
        .map(|name| name.parse())
        .collect::<Result<_, _>>()?;
    load::each(THREADS, count, |index| {
        let person = people.get(index / 4 % people.len()).ok_or("nobody")?;
        let body = match index % 2 {
            0 => house::normal(index),
            _ => house::standard(index, 3),
        };
        let change = house.open_change(person, house::request(&body)?)?.change;
        match index / 2 % 4 {
            0 => {}
            1 => {
                let reason = Because {
                    reason: "no longer wanted".to_owned(),
                };
                house.say(person, change, Command::Cancel(reason))?;
            }
            _ => {
                house.say(person, change, Command::Submit)?;
            }
        }
        Ok(())
    })?;
    Ok(())
}
