//! Verbs: one file for each, with everything that the server says and asks about it.

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
pub(crate) mod evidence;
pub(crate) mod form;
mod hold;
mod open;
pub(crate) mod order;
mod pause;
mod record;
mod record_step;
mod reject;
mod release;
mod resume;
mod retry;
mod review;
mod schedule;
mod skip;
mod start;
mod submit;
mod tick;
mod verb;
mod verify;

pub(crate) use verb::Verb;

/// Lists every verb whose body is its command, in the order of a change's life.
pub(crate) fn all() -> Vec<Verb> {
    vec![
        open::verb(),
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
