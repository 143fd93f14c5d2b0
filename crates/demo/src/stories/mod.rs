//! The five stories, in the order in which they build upon one another.

mod acgs_1;
mod acts;
mod cr_loop;
mod ecommerce;
mod rechain_dao;
mod service_platform;

use crate::error::Error;
use crate::outcome::{Ending, Outcome};
use crate::stage::Stage;

/// Plays one story and returns the result of its change.
type Play = fn(&Stage<'_>) -> Result<Outcome, Error>;

/// The process of each story, and the story.
const STORIES: [(&str, Play); 5] = [
    ("service-platform", service_platform::play),
    ("rechain-dao", rechain_dao::play),
    ("acgs-1", acgs_1::play),
    ("cr-loop", cr_loop::play),
    ("ecommerce", ecommerce::play),
];

/// Plays all five, also after one that did not go as intended.
pub(crate) fn play_all(stage: &Stage<'_>) -> Vec<Ending> {
    let endings = STORIES
        .into_iter()
        .map(|(process, play)| match play(stage) {
            Ok(outcome) => Ending::AsIntended(outcome),
            Err(error) => Ending::NotAsIntended {
                process,
                problem: error.in_full(),
            },
        });
    endings.collect()
}
