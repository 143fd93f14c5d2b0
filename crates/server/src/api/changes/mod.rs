//! Changes: one file for each verb, and what can be read of a change.

mod abort;
mod abstain;
mod approve;
mod assess;
mod back_out;
mod cancel;
mod close;
mod comment;
mod condition;
mod defer;
mod deviation;
mod edit;
mod events;
pub(crate) mod evidence;
mod gates;
mod hold;
pub(crate) mod list;
mod open;
mod pause;
mod record;
mod record_step;
mod reject;
mod release;
mod resume;
mod retry;
mod review;
mod schedule;
mod show;
mod skip;
mod start;
mod submit;
mod tick;
mod timeline;
mod verb;
mod verify;

use crate::routes::Route;

pub(crate) use list::number;
use verb::Verb;

/// Every verb whose body is its command, in the order of a change's life.
pub(crate) fn verbs() -> Vec<Verb> {
    vec![
        edit::verb(),
        submit::verb(),
        assess::verb(),
        review::verb(),
        approve::verb(),
        reject::verb(),
        defer::verb(),
        abstain::verb(),
        condition::verb(),
        schedule::verb(),
        hold::verb(),
        release::verb(),
        tick::verb(),
        start::verb(),
        record_step::verb(),
        pause::verb(),
        resume::verb(),
        skip::verb(),
        retry::verb(),
        abort::verb(),
        back_out::verb(),
        verify::verb(),
        close::verb(),
        cancel::verb(),
        comment::verb(),
        deviation::verb(),
        record::verb(),
    ]
}

/// Routes of changes.
pub(crate) fn routes() -> Vec<Route> {
    let mut routes = vec![
        list::route(),
        open::route(),
        show::route(),
        events::route(),
        timeline::route(),
        gates::route(),
        evidence::route(),
    ];
    routes.extend(verbs().into_iter().map(Verb::route));
    routes
}
