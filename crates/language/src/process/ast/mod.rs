//! The process as data, exactly as the file says it once shorthands are written out.
//!
//! Every type mirrors one section of the file and of `schema.yaml`, which is what a file is checked against first;
//! deserializing here cannot fail for a file that passed. `from` lists the requirement ids a rule carries.

mod approval;
mod ending;
mod form;
mod governance;
mod lifecycle;
mod model;
mod one_or_many;
mod requirements;
mod risk;
mod table;
mod work;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ids::{BoardId, FieldId, ModelId, ProcessName, RoleId};
use crate::lead::Lead;
use crate::zone::Zone;

pub use approval::*;
pub use ending::*;
pub use form::*;
pub use governance::*;
pub use lifecycle::*;
pub use model::*;
pub use requirements::Requirements;
pub use risk::*;
pub use table::{ANY, Rows, Table, keys_of};
pub use work::*;

/// One organization's process.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Process {
    /// Short name, unique on a server.
    pub process: ProcessName,
    /// Title shown to people.
    pub title: String,
    /// Version of the language; 1.
    pub format: u32,
    /// The document's own header: version, owner, goals, dates.
    #[serde(default)]
    pub about: IndexMap<String, Value>,
    /// IANA time zone in which local rules are read.
    #[serde(rename = "time_zone")]
    pub zone: Zone,
    /// Format of change numbers.
    pub numbering: Numbering,
    /// Roles that the rules name.
    pub roles: IndexMap<RoleId, Role>,
    /// Boards that decide together.
    #[serde(default)]
    pub boards: IndexMap<BoardId, Board>,
    /// Lists of values, lowest first where order means something.
    #[serde(default)]
    pub vocabulary: IndexMap<String, Vocabulary>,
    /// The request form, section by section.
    pub form: Vec<Section>,
    /// Further records that people fill in later: `review`, `implementation`, `verification`, `closure`.
    #[serde(default)]
    pub records: IndexMap<String, Record>,
    /// States and the moves between them.
    pub lifecycle: Lifecycle,
    /// Kinds of change; the first whose `when` holds is taken if the request names none.
    pub models: IndexMap<ModelId, Model>,
    /// How risk is assessed.
    pub risk: RiskRules,
    /// Reviews before the approval.
    #[serde(default)]
    pub reviews: IndexMap<String, Review>,
    /// Who approves.
    pub approvals: Approvals,
    /// Standing tasks, each list before one verb.
    #[serde(default)]
    pub checklists: IndexMap<String, Checklist>,
    /// Test types and who asks for which.
    #[serde(default)]
    pub tests: Tests,
    /// What a plan must look like.
    #[serde(default)]
    pub plan: PlanRules,
    /// How a failed change is undone.
    #[serde(default)]
    pub back_out: BackOut,
    /// Closing, outcome and review afterwards.
    #[serde(default)]
    pub closure: Closure,
    /// How the process's own rules and people change.
    #[serde(default)]
    pub governance: Governance,
    /// Windows, slots, freezes and meetings, carried for the calendar.
    #[serde(default)]
    pub calendar: Value,
    /// What is measured and what backs out by itself, carried for signals.
    #[serde(default)]
    pub signals: Value,
    /// Canary, blue-green and migration, carried for strategies.
    #[serde(default)]
    pub strategies: Value,
    /// Comment periods, votes and electorates, carried for deliberation.
    #[serde(default)]
    pub deliberation: Value,
    /// Who is notified of what and when, carried for notifications.
    #[serde(default)]
    pub communication: Value,
    /// Metrics and report layouts, carried for reports.
    #[serde(default)]
    pub reports: Value,
    /// What a role must have learned, carried for training.
    #[serde(default)]
    pub training: Value,
    /// Tools and scripts the organization names, carried for integrations.
    #[serde(default)]
    pub integrations: Value,
}

impl Process {
    /// Returns every field of the form, section by section.
    pub fn fields(&self) -> impl Iterator<Item = (&FieldId, &Field)> {
        self.form.iter().flat_map(|section| section.fields.iter())
    }

    /// Returns the field of the form with this id.
    pub fn field(&self, id: &FieldId) -> Option<&Field> {
        self.fields()
            .find(|(other, _)| *other == id)
            .map(|(_, field)| field)
    }

    /// Returns the values that a field may take: its own, or those of its vocabulary.
    pub fn values_of(&self, field: &Field) -> Vec<String> {
        let vocabulary = field.vocabulary.as_ref();
        match vocabulary.and_then(|name| self.vocabulary.get(name)) {
            Some(vocabulary) if field.values.is_empty() => {
                vocabulary.values.keys().cloned().collect()
            }
            _ => field.values.clone(),
        }
    }
}

/// Number formats: `{yyyy} {mm} {dd} {hh} {mi} {ss}` in UTC and `{seq:N}`, which counts afresh when anything before it
/// changes. A number that is taken gets the suffix `-02`, `-03` and so on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Numbering {
    /// The format for every model without one of its own.
    pub format: String,
    /// Formats of single models.
    #[serde(default)]
    pub models: IndexMap<ModelId, String>,
    /// Requirement ids.
    #[serde(default)]
    pub from: Requirements,
}

/// A role; in the file also just its title.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, from = "RoleForm")]
pub struct Role {
    /// Title shown to people.
    pub title: String,
    /// Where the holders come from.
    pub filled_by: FilledBy,
    /// Requirement ids.
    pub from: Requirements,
}

/// A role as the file may write it: its title alone, or a map.
#[derive(Deserialize)]
#[serde(untagged)]
enum RoleForm {
    Title(String),
    Full(FullRole),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FullRole {
    title: String,
    #[serde(default)]
    filled_by: FilledBy,
    #[serde(default)]
    from: Requirements,
}

impl From<RoleForm> for Role {
    fn from(form: RoleForm) -> Self {
        match form {
            RoleForm::Title(title) => Self {
                title,
                filled_by: FilledBy::Assigned,
                from: Requirements::new(),
            },
            RoleForm::Full(FullRole {
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

/// Where a role's holders come from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum FilledBy {
    /// The people file assigns them.
    #[default]
    Assigned,
    /// The person on call; the people file assigns the role to them.
    Rota,
    /// The persons named in a field of each change, written `change.FIELD`.
    Field(FieldId),
}

/// A board whose decision is a majority of its seats with the chair among them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Board {
    /// Title shown to people.
    pub title: String,
    /// The role that chairs and must be among the approving seats.
    pub chair: RoleId,
    /// The other seats.
    pub members: Vec<RoleId>,
    /// Seats that must approve, chair included; a simple majority when missing.
    #[serde(default)]
    pub quorum: Option<u16>,
    /// Meetings, carried for the calendar.
    #[serde(default)]
    pub meets: Value,
    /// Whether members may vote before the meeting.
    #[serde(default)]
    pub may_decide_between_meetings: bool,
    /// Notice of an extraordinary meeting.
    #[serde(default)]
    pub emergency_meeting_within: Option<Lead>,
    /// What it is there for.
    #[serde(default)]
    pub duties: Vec<String>,
    /// Requirement ids.
    #[serde(default)]
    pub from: Requirements,
}

/// A list of values with attributes; in the file also just a list of values.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, from = "VocabularyForm")]
pub struct Vocabulary {
    /// Value to attributes, in the file's order.
    pub values: IndexMap<String, IndexMap<String, Value>>,
    /// Requirement ids.
    pub from: Requirements,
}

/// A vocabulary as the file may write it: a list of values, or a map.
#[derive(Deserialize)]
#[serde(untagged)]
enum VocabularyForm {
    List(Vec<String>),
    Full {
        values: Values,
        #[serde(default)]
        from: Requirements,
    },
}

/// The values, with or without attributes.
#[derive(Deserialize)]
#[serde(untagged)]
enum Values {
    List(Vec<String>),
    Map(IndexMap<String, Option<IndexMap<String, Value>>>),
}

impl From<VocabularyForm> for Vocabulary {
    fn from(form: VocabularyForm) -> Self {
        let bare = |list: Vec<String>| list.into_iter().map(|v| (v, IndexMap::new())).collect();
        match form {
            VocabularyForm::List(list) => Self {
                values: bare(list),
                from: Requirements::new(),
            },
            VocabularyForm::Full {
                values: Values::List(list),
                from,
            } => Self {
                values: bare(list),
                from,
            },
            VocabularyForm::Full {
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
