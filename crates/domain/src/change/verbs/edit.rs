//! `edit`: replaces fields or the plan. A material edit voids approvals, and says so.

use std::sync::Arc;

use crate::change::arguments::Edit;
use crate::change::decision::Decision;
use crate::change::event::Event;
use crate::change::evolve::set_fields;
use crate::change::gate::{draft_reasons, form_reasons};
use crate::change::material::{digest_of, reassess, rebind};
use crate::change::model_for::no_such_model;
use crate::change::recorded::Edited;
use crate::form;
use placet_language::process::{InvalidSubmission, Move, Phase};
use placet_language::reason::{Rejection, RejectionKind};

pub(in crate::change) fn decide(d: &mut Decision<'_>, edit: &Edit) -> Result<(), Rejection> {
    d.person()?;
    let mut edited = Edited {
        fields: edit.fields.clone(),
        plan: edit
            .plan
            .clone()
            .filter(|plan| *plan != *d.change.request.plan),
        model: None,
        material: false,
    };
    form::canonical(d.facts.process, &mut edited.fields);
    edited.fields.retain(|id, value| {
        d.change.request.fields.get(id) != Some(value)
            && (!value.is_null() || d.change.request.fields.contains_key(id))
    });
    if let Some(model_id) = edit
        .model
        .as_ref()
        .filter(|id| **id != d.change.request.model)
    {
        let model = d.facts.process.models.get(model_id);
        let model = model.ok_or_else(|| no_such_model(d.facts.process, model_id))?;
        edited.model = Some((model_id.clone(), model.class));
    }
    if edited.fields.is_empty() && edited.plan.is_none() && edited.model.is_none() {
        return Ok(());
    }
    let mut after = d.change.clone();
    set_fields(Arc::make_mut(&mut after.request.fields), &edited.fields);
    if let Some(plan) = &edited.plan {
        after.request.plan = plan.clone().into();
    }
    if let Some((model, class)) = &edited.model {
        after.request.model = model.clone();
        after.request.class = *class;
        super::emergency_allowed(*class, d.facts)?;
    }
    if stays_handed_in(d) {
        // Nobody hands it in again, so what was checked then must still hold: completeness, the plan, the model.
        Rejection::unless_empty(
            RejectionKind::Invalid,
            "the edit has mistakes",
            form_reasons(&after, d.facts),
        )?;
    } else if d.facts.process.lifecycle.invalid_submission == InvalidSubmission::Refused {
        let problems = draft_reasons(&after, d.facts);
        Rejection::unless_empty(RejectionKind::Invalid, "the edit has mistakes", problems)?;
    }
    edited.material = digest_of(&after, d.facts.process) != digest_of(&d.change, d.facts.process);
    let material = edited.material;
    let was_handed_in = d.change.phase != Phase::New;
    d.emit(Event::ChangeEdited(Box::new(edited)));
    reassess(d);
    rebind(d);
    if material && was_handed_in {
        start_again(d);
    }
    Ok(())
}

/// Whether the change was handed in and an edit does not lead to where it is handed in again.
fn stays_handed_in(d: &Decision<'_>) -> bool {
    let to = d.rule(Move::Edit).map_or(&d.change.state, |rule| &rule.to);
    let submit = d.facts.process.lifecycle.moves.get(&Move::Submit);
    let again = submit
        .into_iter()
        .flat_map(|list| &list.0)
        .any(|rule| rule.at.contains(to));
    d.change.phase != Phase::New && !again
}

/// Sends a change back to where the process says, because what was handed in has changed.
fn start_again(d: &mut Decision<'_>) {
    let lifecycle = &d.facts.process.lifecycle;
    if let Some(rule) = d.rule(Move::Edit) {
        d.enter(rule);
    }
    if let Some(most) = lifecycle
        .revisions_max
        .filter(|most| d.change.request.revisions == u32::from(*most))
    {
        d.emit(Event::RevisionsEscalated {
            revisions: u32::from(most),
            escalate_to: lifecycle
                .revisions_escalate_to
                .iter()
                .map(ToString::to_string)
                .collect(),
        });
    }
}
