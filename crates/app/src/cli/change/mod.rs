//! `placet change`: one file for each verb, under the verb's name.

mod abort;
mod abstain;
mod approve;
mod assess;
mod back_out;
mod because;
mod cancel;
mod close;
mod comment;
mod condition;
mod defer;
mod deviation;
mod edit;
mod evidence;
mod hold;
mod list;
mod open;
mod pause;
mod preview;
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
mod verify;
mod wait;
mod watch;

pub(crate) use list::table;

use super::context::Context;
use crate::failure::{Exit, Failure};

/// Work on changes
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Verb {
    Preview(preview::Preview),
    Open(open::Open),
    List(list::List),
    Show(show::Show),
    Edit(edit::Edit),
    Submit(submit::Submit),
    Assess(assess::Assess),
    Review(review::Review),
    Approve(approve::Approve),
    Reject(reject::Reject),
    Defer(defer::Defer),
    Abstain(abstain::Abstain),
    Condition(condition::Condition),
    Schedule(schedule::Schedule),
    Hold(hold::Hold),
    Release(release::Release),
    Tick(tick::Tick),
    Start(start::Start),
    RecordStep(record_step::RecordStep),
    Pause(pause::Pause),
    Resume(resume::Resume),
    Skip(skip::Skip),
    Retry(retry::Retry),
    Abort(abort::Abort),
    BackOut(back_out::BackOut),
    Verify(verify::Verify),
    Close(close::Close),
    Cancel(cancel::Cancel),
    Comment(comment::Comment),
    Evidence(evidence::Evidence),
    Deviation(deviation::Deviation),
    Record(record::Record),
    Wait(wait::Wait),
    Watch(watch::Watch),
}

impl Verb {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::Preview(preview) => preview.run(context),
            Self::Open(open) => open.run(context),
            Self::List(list) => list.run(context),
            Self::Show(show) => show.run(context),
            Self::Edit(edit) => edit.run(context),
            Self::Submit(submit) => submit.run(context),
            Self::Assess(assess) => assess.run(context),
            Self::Review(review) => review.run(context),
            Self::Approve(approve) => approve.run(context),
            Self::Reject(reject) => reject.run(context),
            Self::Defer(defer) => defer.run(context),
            Self::Abstain(abstain) => abstain.run(context),
            Self::Condition(condition) => condition.run(context),
            Self::Schedule(schedule) => schedule.run(context),
            Self::Hold(hold) => hold.run(context),
            Self::Release(release) => release.run(context),
            Self::Tick(tick) => tick.run(context),
            Self::Start(start) => start.run(context),
            Self::RecordStep(record_step) => record_step.run(context),
            Self::Pause(pause) => pause.run(context),
            Self::Resume(resume) => resume.run(context),
            Self::Skip(skip) => skip.run(context),
            Self::Retry(retry) => retry.run(context),
            Self::Abort(abort) => abort.run(context),
            Self::BackOut(back_out) => back_out.run(context),
            Self::Verify(verify) => verify.run(context),
            Self::Close(close) => close.run(context),
            Self::Cancel(cancel) => cancel.run(context),
            Self::Comment(comment) => comment.run(context),
            Self::Evidence(evidence) => evidence.run(context),
            Self::Deviation(deviation) => deviation.run(context),
            Self::Record(record) => record.run(context),
            Self::Wait(wait) => wait.run(context),
            Self::Watch(watch) => watch.run(context),
        }
    }
}
