//! Shorthands of the process file: where a word or a list may stand for a whole map.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::ast::Policy;

/// A role written as its title.
pub(super) mod role_shorthand {
    use super::super::ast::{FilledBy, From as Ids, Role};
    use serde::Deserialize;

    #[derive(Deserialize)]
    #[serde(untagged)]
    pub(crate) enum Form {
        Title(String),
        Full(Full),
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct Full {
        title: String,
        #[serde(default)]
        filled_by: FilledBy,
        #[serde(default)]
        from: Ids,
    }

    impl From<Form> for Role {
        fn from(form: Form) -> Self {
            match form {
                Form::Title(title) => Self {
                    title,
                    filled_by: FilledBy::Assigned,
                    from: Ids::new(),
                },
                Form::Full(Full {
                    title,
                    filled_by,
                    from,
                }) => Self {
                    title,
                    filled_by,
                    from,
                },
            }
        }
    }
}

/// A vocabulary written as a list of values, or as a map from value to attributes.
pub(super) mod values_shorthand {
    use super::super::ast::{From as Ids, Vocabulary};
    use indexmap::IndexMap;
    use serde::Deserialize;
    use serde_json::Value;

    #[derive(Deserialize)]
    #[serde(untagged)]
    pub(crate) enum Form {
        List(Vec<String>),
        Full {
            values: Values,
            #[serde(default)]
            from: Ids,
        },
    }

    #[derive(Deserialize)]
    #[serde(untagged)]
    pub(crate) enum Values {
        List(Vec<String>),
        Map(IndexMap<String, Option<IndexMap<String, Value>>>),
    }

    impl From<Form> for Vocabulary {
        fn from(form: Form) -> Self {
            let bare = |list: Vec<String>| list.into_iter().map(|v| (v, IndexMap::new())).collect();
            match form {
                Form::List(list) => Self {
                    values: bare(list),
                    from: Ids::new(),
                },
                Form::Full {
                    values: Values::List(list),
                    from,
                } => Self {
                    values: bare(list),
                    from,
                },
                Form::Full {
                    values: Values::Map(map),
                    from,
                } => Self {
                    values: map
                        .into_iter()
                        .map(|(v, a)| (v, a.unwrap_or_default()))
                        .collect(),
                    from,
                },
            }
        }
    }
}

/// A state written as its phase.
pub(super) mod state_shorthand {
    use super::super::ast::{From as Ids, Phase, State};
    use serde::Deserialize;

    #[derive(Deserialize)]
    #[serde(untagged)]
    pub(crate) enum Form {
        Phase(Phase),
        Full {
            phase: Phase,
            #[serde(default)]
            title: Option<String>,
            #[serde(default)]
            from: Ids,
        },
    }

    impl From<Form> for State {
        fn from(form: Form) -> Self {
            match form {
                Form::Phase(phase) => Self {
                    phase,
                    title: None,
                    from: Ids::new(),
                },
                Form::Full { phase, title, from } => Self { phase, title, from },
            }
        }
    }
}

/// A field written as its type, `text` or `text required`; a vocabulary's name may stand for a type.
pub(super) mod field_shorthand {
    use super::super::ast::{Field, FieldType, From as Ids, Required};
    use crate::condition::Condition;
    use crate::ids::FieldId;
    use indexmap::IndexMap;
    use serde::Deserialize;
    use serde_json::Value;

    #[derive(Deserialize)]
    #[serde(untagged)]
    pub(crate) enum Form {
        Word(String),
        Full(Box<Full>),
    }

    #[derive(Deserialize, Default)]
    #[serde(deny_unknown_fields, default)]
    pub(crate) struct Full {
        #[serde(rename = "type")]
        kind: Option<String>,
        title: Option<String>,
        required: Option<Required>,
        when: Option<Condition>,
        one_of: Vec<String>,
        any_of: Vec<String>,
        columns: IndexMap<FieldId, Field>,
        many: bool,
        default: Option<Value>,
        help: Option<String>,
        material: Option<bool>,
        from: Ids,
        // Written out again, so that a process survives being shown and read.
        values: Vec<String>,
        vocabulary: Option<String>,
    }

    /// The type of a word: a built-in one, or one or any of a vocabulary.
    fn kind_of(word: &str, many: bool) -> (FieldType, Option<String>) {
        match serde_json::from_value(Value::String(word.to_owned())) {
            Ok(kind) => (kind, None),
            Err(_) if many => (FieldType::AnyOf, Some(word.to_owned())),
            Err(_) => (FieldType::OneOf, Some(word.to_owned())),
        }
    }

    impl From<Form> for Field {
        fn from(form: Form) -> Self {
            let full = match form {
                Form::Full(full) => *full,
                Form::Word(word) => {
                    let mut parts = word.split_whitespace();
                    let kind = parts.next().map(str::to_owned);
                    let required = parts.next().map(|_| Required::Fixed(true));
                    Full {
                        kind,
                        required,
                        ..Full::default()
                    }
                }
            };
            let (kind, vocabulary) = match &full.kind {
                _ if !full.one_of.is_empty() => (FieldType::OneOf, None),
                _ if !full.any_of.is_empty() => (FieldType::AnyOf, None),
                _ if full.kind.is_none() && !full.columns.is_empty() => (FieldType::Table, None),
                Some(word) => kind_of(word, full.many),
                None => (FieldType::Text, None),
            };
            let mut values = full.values;
            values.extend(full.one_of);
            values.extend(full.any_of);
            Self {
                kind,
                title: full.title,
                required: full.required.unwrap_or(Required::Fixed(false)),
                when: full.when,
                values,
                vocabulary: vocabulary.or(full.vocabulary),
                columns: full.columns,
                default: full.default,
                help: full.help,
                material: full.material.unwrap_or(true),
                from: full.from,
            }
        }
    }
}

/// One item where a list is expected.
pub(super) mod one_or_many {
    use super::super::ast::{MoveList, MoveRule};
    use super::{Deserialize, Deserializer, Policy, Value};
    use serde::de::DeserializeOwned;

    #[derive(Deserialize)]
    #[serde(untagged)]
    pub(crate) enum Form<T> {
        Many(Vec<T>),
        One(T),
    }

    impl<T> Form<T> {
        fn into_vec(self) -> Vec<T> {
            match self {
                Self::Many(items) => items,
                Self::One(item) => vec![item],
            }
        }
    }

    impl From<Form<MoveRule>> for MoveList {
        fn from(form: Form<MoveRule>) -> Self {
            Self(form.into_vec())
        }
    }

    impl From<MoveList> for Vec<MoveRule> {
        fn from(list: MoveList) -> Self {
            list.0
        }
    }

    pub(crate) fn list<'de, D: Deserializer<'de>, T: DeserializeOwned>(
        d: D,
    ) -> Result<Vec<T>, D::Error> {
        // Through a value, so that the item's own error is told and not "no variant matched".
        let items = match Value::deserialize(d)? {
            Value::Array(items) => items,
            one => vec![one],
        };
        items
            .into_iter()
            .map(|item| serde_json::from_value(item).map_err(serde::de::Error::custom))
            .collect()
    }

    pub(crate) fn policies<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<Policy>, D::Error> {
        list(d)
    }
}
