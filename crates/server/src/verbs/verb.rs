//! What a verb is in the server: one declaration that gives the API route, its description, and the form of a page.

use placet_domain::change::Command;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::form::Form;
use crate::auth::Scope;
use crate::door::from_json;
use crate::failure::{Failure, Kind as Refused};
use crate::schema::{Property, object};

type Parse = dyn Fn(&[u8]) -> Result<Command, Failure> + Send + Sync;

/// One verb.
pub(crate) struct Verb {
    pub(crate) name: &'static str,
    /// What it does, in a sentence.
    pub(crate) sentence: &'static str,
    pub(crate) scope: Scope,
    /// The fields of its body, which are those of its command.
    pub(crate) fields: Vec<Property>,
    /// The form on the page of a change, if it has one.
    pub(crate) form: Option<Form>,
    parse: Box<Parse>,
}

/// The body of a verb without fields.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

impl Verb {
    /// Declares a verb whose body becomes its command.
    pub(super) fn new<T: DeserializeOwned + 'static>(
        name: &'static str,
        sentence: &'static str,
        scope: Scope,
        command: fn(T) -> Command,
    ) -> Self {
        let parse = move |bytes: &[u8]| from_json::<T>(bytes).map(command);
        Self::parsed_by(name, sentence, scope, Box::new(parse))
    }

    /// Declares a verb without a body. It also accepts an empty object.
    pub(super) fn bare(
        name: &'static str,
        sentence: &'static str,
        scope: Scope,
        command: fn() -> Command,
    ) -> Self {
        let parse = move |bytes: &[u8]| {
            if !bytes.is_empty() {
                let Nothing {} = from_json(bytes)?;
            }
            Ok(command())
        };
        Self::parsed_by(name, sentence, scope, Box::new(parse))
    }

    fn parsed_by(
        name: &'static str,
        sentence: &'static str,
        scope: Scope,
        parse: Box<Parse>,
    ) -> Self {
        Self {
            name,
            sentence,
            scope,
            fields: Vec::new(),
            form: None,
            parse,
        }
    }

    /// Describes the fields of the body.
    pub(super) fn fields(mut self, fields: impl IntoIterator<Item = Property>) -> Self {
        self.fields.extend(fields);
        self
    }

    /// Puts a form on the page of a change.
    pub(super) fn form(mut self, form: Form) -> Self {
        self.form = Some(form);
        self
    }

    /// Tells whether the verb creates a change. All other verbs act on an existing one.
    pub(crate) fn opens_a_change(&self) -> bool {
        self.name == "open"
    }

    /// Returns the name as it is written in addresses.
    pub(crate) fn address(&self) -> String {
        self.name.replace('_', "-")
    }

    /// Tells whether the body must have this field.
    pub(crate) fn requires(&self, name: &str) -> bool {
        let field = self.fields.iter().find(|field| field.name == name);
        field.is_some_and(Property::is_required)
    }

    /// Returns the schema of the body.
    pub(crate) fn body(&self) -> Value {
        object(&self.fields)
    }

    /// Reads a body into the command that it asks for.
    pub(crate) fn command(&self, body: &[u8]) -> Result<Command, Failure> {
        (self.parse)(body)
    }

    /// Reads what the form sent into the same command. Inputs that the page left out have no value.
    pub(crate) fn command_of_form(&self, sent: &[(String, String)]) -> Result<Command, Failure> {
        let mut body = Map::new();
        for input in self.form.iter().flat_map(|form| &form.inputs) {
            let Some(field) = self.fields.iter().find(|field| field.name == input.field) else {
                return Err(Failure::internal(format!(
                    "the form of `{}` has an input `{}` that is not a field",
                    self.name, input.field
                )));
            };
            let values = sent.iter().filter(|(name, _)| name == input.field);
            let values: Vec<&str> = values.map(|(_, value)| value.as_str()).collect();
            if let Some(value) = field.value_of(&values).map_err(|()| misread(field))? {
                body.insert(field.name.to_owned(), value);
            }
        }
        self.command(Value::Object(body).to_string().as_bytes())
    }
}

fn misread(field: &Property) -> Failure {
    let message = format!("the form does not carry a valid `{}`", field.name);
    let hint = "load the page again and send it once more";
    Failure::new(Refused::Malformed, "invalid_form", message, hint).at(field.name)
}
