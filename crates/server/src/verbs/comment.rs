//! `comment`: adds to the discussion.

use placet_domain::change::Command;

use super::form::{Form, Widget};
use super::verb::Verb;
use crate::auth::Scope;
use crate::schema::{Kind, required};

pub(super) fn verb() -> Verb {
    Verb::new(
        "comment",
        "Adds to the discussion.",
        Scope::Write,
        Command::Comment,
    )
    .fields([required("text", Kind::Text, "Markdown.")])
    .form(
        Form::new("Comment", |_, _| true)
            .any_version()
            .input("text", Widget::Area("Comment")),
    )
}
