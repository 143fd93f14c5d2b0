//! `open`: records a new change as a draft.

use crate::change::decision::Decision;
use crate::change::event::{Event, Recorded};
use crate::change::evolve::evolve;
use crate::change::facts::{Facts, Opening};
use crate::change::gate::draft_reasons;
use crate::change::material::{reassess, rebind};
use crate::change::model_for::{model_for, no_such_model};
use crate::change::recorded::Opened;
use crate::change::state::Change;
use crate::form;
use placet_language::process::InvalidSubmission;
use placet_language::reason::{Rejection, RejectionKind};
use placet_language::request::Request;

pub(in crate::change) fn decide(
    request: &Request,
    facts: &Facts<'_>,
) -> Result<(Vec<Event>, Option<Change>), Rejection> {
    let requester = facts.asking_person()?;
    let Some(Opening { id, number }) = facts.opening.clone() else {
        return Err(Rejection {
            kind: RejectionKind::Invalid,
            message: "no number was drawn for the change".to_owned(),
            reasons: Vec::new(),
        });
    };
    let model_id = model_for(facts.process, request)?;
    let first_state = facts.process.lifecycle.states.first();
    let (Some(model), Some((state, first))) = (facts.process.models.get(&model_id), first_state)
    else {
        return Err(no_such_model(facts.process, &model_id));
    };
    super::emergency_allowed(model.class, facts)?;
    let mut fields = request.fields.clone();
    fields.retain(|_, value| !value.is_null());
    form::canonical(facts.process, &mut fields);
    let opened = Event::ChangeOpened(Box::new(Opened {
        id,
        number,
        process: facts.process.process.clone(),
        process_digest: facts.process_digest,
        model: model_id,
        class: model.class,
        state: state.clone(),
        phase: first.phase,
        requester: requester.clone(),
        fields,
        plan: request.plan.clone().unwrap_or_default(),
    }));
    let recorded = Recorded {
        at: facts.now,
        by: Some(requester.clone()),
        event: opened.clone(),
    };
    let Some(change) = evolve(None, &recorded) else {
        return Ok((vec![opened], None));
    };
    // A process that stores refused submissions takes a draft with mistakes and refuses it when it is handed in.
    if facts.process.lifecycle.invalid_submission == InvalidSubmission::Refused {
        let problems = draft_reasons(&change, facts);
        Rejection::unless_empty(RejectionKind::Invalid, "the request has mistakes", problems)?;
    }
    let mut decision = Decision::new(change, facts);
    decision.events.push(opened);
    reassess(&mut decision);
    rebind(&mut decision);
    Ok((decision.events, Some(decision.change)))
}
