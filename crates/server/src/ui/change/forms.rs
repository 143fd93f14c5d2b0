//! The forms on the page of a change, as the verbs declare them, and the routes they are sent to.

use axum::response::Response;
use placet_engine::Look;

use crate::auth::Asker;
use crate::door::{Access, Call, Handler, Inner, Route};
use crate::failure::Failure;
use crate::ui::see_other;
use crate::verbs::form::{Input, Widget};
use crate::verbs::order::{self, Conditions};
use crate::verbs::{self, Verb};
use crate::view::see;

/// A form as the page shows it.
pub(super) struct Form {
    /// The verb as it is written in addresses.
    pub(super) verb: String,
    pub(super) button: &'static str,
    pub(super) strong: bool,
    pub(super) inputs: Vec<Shown>,
}

/// An input as the page shows it.
pub(super) enum Shown {
    /// The digest of the change, hidden.
    Digest(&'static str),
    /// Name and label.
    Line(&'static str, &'static str),
    /// Name, label, and whether it must be filled in.
    Area(&'static str, &'static str, bool),
    /// Name and value.
    Box(&'static str, String),
}

/// Lists the forms that make sense for this change and this person now.
pub(super) fn forms(look: &Look, asker: &Asker) -> Vec<Form> {
    let shown = |verb: Verb| {
        let form = verb.form.as_ref()?;
        (form.offered)(look, asker).then(|| Form {
            verb: verb.address(),
            button: form.button,
            strong: form.strong,
            inputs: form
                .inputs
                .iter()
                .flat_map(|input| shown(input, &verb, look, asker))
                .collect(),
        })
    };
    verbs::all().into_iter().filter_map(shown).collect()
}

fn shown(input: &Input, verb: &Verb, look: &Look, asker: &Asker) -> Vec<Shown> {
    let name = input.field;
    match input.widget {
        Widget::Digest => vec![Shown::Digest(name)],
        Widget::Line(label, offered) if offered(look, asker) => vec![Shown::Line(name, label)],
        Widget::Line(..) => Vec::new(),
        Widget::Area(label) => vec![Shown::Area(name, label, verb.requires(name))],
        Widget::Checks(items) => {
            let items = items(look, asker).into_iter();
            items.map(|item| Shown::Box(name, item)).collect()
        }
    }
}

/// Lists the routes that the forms are sent to.
pub(crate) fn routes() -> impl Iterator<Item = Route> {
    let with_form = verbs::all().into_iter().filter(|verb| verb.form.is_some());
    with_form.map(|verb| {
        let path = format!("/changes/{{number}}/{}", verb.address());
        let (access, sentence) = (Access::Person(verb.scope), verb.sentence);
        let handler = Handler::person(move |inner, asker, call| act(&verb, inner, asker, call));
        Route::form(path, access, sentence, handler)
            .parts(&[("number", "Number or inner id of the change.")])
    })
}

fn act(verb: &Verb, inner: &Inner, asker: &Asker, call: &Call) -> Result<Response, Failure> {
    // Each ticked box of a list arrives as a pair of its own, so the form is read as pairs.
    let sent: Vec<(String, String)> = call.form()?;
    let any_version = verb.form.as_ref().is_some_and(|form| form.any_version);
    let version = sent.iter().find(|(name, _)| name == "version");
    let conditions = Conditions {
        expected: version
            .filter(|_| !any_version)
            .and_then(|(_, version)| version.parse().ok()),
        key: None,
    };
    let change = see::change(inner, asker, call.part("number"))?;
    let command = verb.command_of_form(&sent)?;
    let receipt = order::execute(inner, asker, Some(change), command, conditions)?;
    Ok(see_other(&format!("/changes/{}", receipt.number)))
}
