//! The form of a verb on the page of a change: which inputs it has, and when it is offered.

use placet_domain::process::{Move, Phase};
use placet_engine::Look;

use crate::auth::Asker;

/// Says whether the page offers something to this person for this change now.
type Offered = fn(&Look, &Asker) -> bool;

/// A form.
pub(crate) struct Form {
    pub(crate) button: &'static str,
    /// Whether it is the first thing to do on the page.
    pub(crate) strong: bool,
    /// Whether it may be sent although the change has moved on since the page was shown.
    pub(crate) any_version: bool,
    pub(crate) offered: Offered,
    pub(crate) inputs: Vec<Input>,
}

/// One input, for a field of the verb's body.
pub(crate) struct Input {
    pub(crate) field: &'static str,
    pub(crate) widget: Widget,
}

/// How an input looks.
pub(crate) enum Widget {
    /// Hidden: the digest that the page shows.
    Digest,
    /// A line of text with this label, where it is offered.
    Line(&'static str, Offered),
    /// Several lines of text with this label.
    Area(&'static str),
    /// One box for each item.
    Checks(fn(&Look, &Asker) -> Vec<String>),
}

impl Form {
    /// Declares a form with this button.
    pub(super) fn new(button: &'static str, offered: Offered) -> Self {
        Self {
            button,
            strong: false,
            any_version: false,
            offered,
            inputs: Vec::new(),
        }
    }

    /// Makes it the first thing to do on the page.
    pub(super) fn strong(mut self) -> Self {
        self.strong = true;
        self
    }

    /// Lets it be sent although the change has moved on since the page was shown.
    pub(super) fn any_version(mut self) -> Self {
        self.any_version = true;
        self
    }

    /// Adds an input for a field of the verb's body.
    pub(super) fn input(mut self, field: &'static str, widget: Widget) -> Self {
        self.inputs.push(Input { field, widget });
        self
    }
}

/// Tells whether the change waits for an approval that the person can give.
pub(super) fn may_answer(look: &Look, asker: &Asker) -> bool {
    let mut slots = look.slots.iter();
    !look.change.is_ended() && slots.any(|view| view.who_can.contains(&asker.person))
}

/// Tells whether the process allows this move from the state of the change.
pub(super) fn may_move(look: &Look, wanted: Move) -> bool {
    look.moves.iter().any(|possible| possible.to_make == wanted)
}

/// Tells whether the change is being implemented.
pub(super) fn runs(look: &Look) -> bool {
    look.change.phase == Phase::Implement
}
