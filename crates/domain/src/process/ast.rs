//! The process as data, exactly as the file says it once shorthands are written out.
//!
//! Every type mirrors one section of the file and of `schema.yaml`, which is what a file is checked against first;
//! deserialising here cannot fail for a file that passed. `from` lists the requirement ids a rule carries.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::short::{
    field_shorthand, one_or_many, role_shorthand, state_shorthand, values_shorthand,
};
use crate::condition::Condition;
use crate::ids::{BoardId, FieldId, ModelId, ProcessName, RoleId, StateId};
use crate::lead::{Elapsed, Lead};

/// Requirement ids that a rule carries, such as `004.T1`.
pub type From = Vec<String>;

/// One organisation's process.
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
    pub time_zone: String,
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
    /// Who is told what and when, carried for notifications.
    #[serde(default)]
    pub communication: Value,
    /// Metrics and report layouts, carried for reports.
    #[serde(default)]
    pub reports: Value,
    /// What a role must have learned, carried for training.
    #[serde(default)]
    pub training: Value,
    /// Tools and scripts the organisation names, carried for integrations.
    #[serde(default)]
    pub integrations: Value,
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
    pub from: From,
}

/// A role; in the file also just its title.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, from = "role_shorthand::Form")]
pub struct Role {
    /// Title shown to people.
    pub title: String,
    /// Where the holders come from.
    pub filled_by: FilledBy,
    /// Requirement ids.
    pub from: From,
}

/// Where a role's holders come from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum FilledBy {
    /// The people file assigns them.
    #[default]
    Assigned,
    /// Whoever is on call; the people file assigns the role to them.
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
    pub from: From,
}

/// A list of values with attributes; in the file also just a list of values.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, from = "values_shorthand::Form")]
pub struct Vocabulary {
    /// Value to attributes, in the file's order.
    pub values: IndexMap<String, IndexMap<String, Value>>,
    /// Requirement ids.
    pub from: From,
}

/// A titled group of form fields.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Title shown to people.
    pub section: String,
    /// Shown only when this holds.
    #[serde(default)]
    pub when: Option<Condition>,
    /// Fields in order.
    pub fields: IndexMap<FieldId, Field>,
    /// Requirement ids.
    #[serde(default)]
    pub from: From,
}

/// What kind of value a field takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// One line.
    Text,
    /// Several lines of Markdown.
    Markdown,
    /// Yes or no.
    Bool,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// A day, `2026-11-21`.
    Date,
    /// An instant, RFC 3339; or `2026-11-21 14:00` in the process's zone.
    Datetime,
    /// A duration such as `30m`.
    Duration,
    /// One person of the directory.
    Person,
    /// Several persons of the directory.
    People,
    /// Components or services, by name.
    Components,
    /// Other changes, by number.
    Changes,
    /// References to evidence or links to it.
    Evidence,
    /// A web address.
    Link,
    /// A list of lines.
    List,
    /// One value of a list.
    OneOf,
    /// Any number of values of a list.
    AnyOf,
    /// Rows with the field's `columns`.
    Table,
    /// Rows of risks, read by a risk engine: `risk, probability, impact, reason, mitigation, contingency,
    /// residual_probability, residual_impact`.
    Risks,
    /// The implementation plan.
    Plan,
}

/// A field of a form; in the file also just its type, such as `text` or `markdown required`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, from = "field_shorthand::Form")]
pub struct Field {
    /// The type.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// Label; made from the field's id when missing.
    pub title: Option<String>,
    /// When a value must be given.
    pub required: Required,
    /// The field is part of the form only when this holds.
    pub when: Option<Condition>,
    /// The values of `OneOf` and `AnyOf`, in order.
    pub values: Vec<String>,
    /// The vocabulary that `values` come from.
    pub vocabulary: Option<String>,
    /// Columns of a table.
    pub columns: IndexMap<FieldId, Field>,
    /// Value when nothing is given.
    pub default: Option<Value>,
    /// A sentence of help.
    pub help: Option<String>,
    /// Whether an edit voids approvals; it does unless the file says no.
    pub material: bool,
    /// Requirement ids.
    pub from: From,
}

/// When a value must be given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Required {
    /// Always or never.
    Fixed(bool),
    /// When a condition holds.
    When(Condition),
}

/// A record filled in after the request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Fields in order.
    pub fields: IndexMap<FieldId, Field>,
    /// Requirement ids.
    #[serde(default)]
    pub from: From,
}

/// The closed set of phases. Code looks at phases only; states are the process's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Being written.
    New,
    /// Being reviewed and assessed.
    Assess,
    /// Waiting for approvals.
    Authorize,
    /// Authorised, waiting for its start.
    Scheduled,
    /// Running or being backed out.
    Implement,
    /// Done; being verified and reviewed.
    Review,
    /// Ended.
    Closed,
    /// Ended before implementation.
    Canceled,
}

/// States and moves. The first state is where a change begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lifecycle {
    /// State to phase, in order.
    pub states: IndexMap<StateId, State>,
    /// What leads from state to state; the first move whose `at` and `when` hold is taken.
    pub moves: IndexMap<Move, MoveList>,
    /// What becomes of a submission that the form refuses: kept as a draft, or stored as rejected (Z11).
    #[serde(default)]
    pub invalid_submission: InvalidSubmission,
    /// Escalate after so many rounds of revision.
    #[serde(default)]
    pub revisions_max: Option<u16>,
    /// Who is told then.
    #[serde(default)]
    pub revisions_escalate_to: Vec<RoleId>,
    /// Requirement ids.
    #[serde(default)]
    pub from: From,
}

/// What becomes of an invalid submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvalidSubmission {
    /// The submission is refused and the draft stays.
    #[default]
    Refused,
    /// The change is stored as rejected, with the reasons.
    Rejected,
}

/// A state; in the file also just its phase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, from = "state_shorthand::Form")]
pub struct State {
    /// The phase it belongs to.
    pub phase: Phase,
    /// The word shown to people when it is not the state's own name.
    pub title: Option<String>,
    /// Requirement ids.
    pub from: From,
}

/// What makes a change move: a person's verb, or what the engine notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Move {
    /// Submitted for review or approval.
    Submit,
    /// A submission was refused by the form and is stored as rejected.
    Refuse,
    /// A material edit made the change start again.
    Edit,
    /// The last review that is needed was recorded as passed.
    Review,
    /// The last approval before implementation was given.
    Approve,
    /// Somebody rejected.
    Reject,
    /// The authority put the decision off.
    Defer,
    /// Planned for a time.
    Schedule,
    /// Implementation began.
    Start,
    /// Every step succeeded.
    Finish,
    /// Undoing began.
    BackOut,
    /// Everything was undone.
    BackedOut,
    /// An undo failed; a person is needed.
    Stuck,
    /// Verified.
    Verify,
    /// Closed.
    Close,
    /// Canceled.
    Cancel,
}

/// One move or several, tried in order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "one_or_many::Form<MoveRule>", into = "Vec<MoveRule>")]
pub struct MoveList(pub Vec<MoveRule>);

/// One way to move.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MoveRule {
    /// States it leaves; written as one name or a list.
    #[serde(deserialize_with = "one_or_many::list")]
    pub at: Vec<StateId>,
    /// State it enters.
    pub to: StateId,
    /// Taken only when this holds.
    #[serde(default)]
    pub when: Option<Condition>,
    /// Gates that must hold first.
    #[serde(default)]
    pub holds: Vec<Hold>,
    /// Who may do it: roles, or `requester`, `implementer`; anybody with a role when empty.
    #[serde(default)]
    pub by: Vec<String>,
    /// Requirement ids.
    #[serde(default)]
    pub from: From,
}

/// A gate by name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Hold {
    /// The form is complete.
    Form,
    /// A plan is there and obeys the plan rules.
    Plan,
    /// Risk has been assessed.
    Risk,
    /// The risk is acceptable: no row above the threshold without mitigation.
    RiskAccepted,
    /// Every review that is needed has passed.
    Reviews,
    /// Every approval before implementation was given for the current digest.
    Approvals,
    /// Every approval after implementation was given.
    Ratification,
    /// Every condition of an approval is met.
    Conditions,
    /// A time is planned, and it has come.
    Scheduled,
    /// The model's lead time has passed.
    LeadTime,
    /// Windows and freezes allow it. They come with the calendar; until then this gate is open.
    Calendar,
    /// Every upstream change is done.
    Predecessors,
    /// Every test type asked for has passing evidence.
    Tests,
    /// The monitoring time after implementation has passed.
    Monitoring,
    /// The review afterwards is recorded or, with a date, planned.
    ReviewScheduled,
    /// A checklist is done, written `checklist.NAME`.
    Checklist(String),
    /// A record is filled in, written `record.NAME`.
    Record(String),
    /// A vote was won. Votes come with deliberation; until then this gate is closed, and says so.
    Vote,
}

/// A kind of change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// Title; made from the id when missing.
    #[serde(default)]
    pub title: Option<String>,
    /// The closed class it maps to.
    pub class: Class,
    /// What it is for, in a sentence.
    #[serde(rename = "for")]
    pub purpose: String,
    /// Examples.
    #[serde(default)]
    pub examples: Vec<String>,
    /// Taken when a request names no model and this holds; checked when it names one.
    #[serde(default)]
    pub when: Option<Condition>,
    /// Inherent risk.
    #[serde(default)]
    pub inherent_risk: Option<String>,
    /// Shortest notice between submission and start.
    #[serde(default)]
    pub lead: Option<Lead>,
    /// Longest time until it should be done.
    #[serde(default)]
    pub lead_at_most: Option<Lead>,
    /// When it may run, in words.
    #[serde(default)]
    pub runs: Option<String>,
    /// The testing level it asks for; a key of `tests.levels`.
    #[serde(default)]
    pub testing: Option<String>,
    /// The documentation it asks for, in words.
    #[serde(default)]
    pub documentation: Option<String>,
    /// How detailed the rollback plan is, in words.
    #[serde(default)]
    pub rollback_plan: Option<String>,
    /// Only from a published template.
    #[serde(default)]
    pub template_required: bool,
    /// Starts by itself once authorised.
    #[serde(default)]
    pub starts_automatically: bool,
    /// Requirement ids.
    #[serde(default)]
    pub from: From,
}

/// The closed set of change classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Known, low risk, pre-approved or with one approver.
    Standard,
    /// Everything that is assessed and approved case by case.
    Normal,
    /// Cannot wait.
    Emergency,
}

/// How risk is assessed: every engine gives a level, the highest wins, the reasons are listed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskRules {
    /// Levels, lowest first.
    pub levels: Vec<String>,
    /// The field in which the requester declares a level; it may raise, never lower.
    #[serde(default)]
    pub declared: Option<FieldId>,
    /// Engines.
    #[serde(default)]
    pub engines: IndexMap<String, RiskEngine>,
    /// The level when no engine and no declaration gives one.
    #[serde(default)]
    pub otherwise: Option<String>,
    /// What each level is called elsewhere, such as the size of a blast radius.
    #[serde(default)]
    pub also_called: IndexMap<String, IndexMap<String, String>>,
    /// What each level asks for, in words.
    #[serde(default)]
    pub asks: IndexMap<String, String>,
    /// Requirement ids.
    #[serde(default)]
    pub from: From,
}

/// One way to compute a level. Exactly one of the four shapes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum RiskEngine {
    /// Rows by one field, columns by another.
    Matrix(RiskMatrix),
    /// Sum of probability times impact over the risks that apply.
    Additive(RiskCatalogue),
    /// Greatest product of probability and impact over the risks.
    Product(RiskProduct),
    /// Highest level that a set of fields gives, with rules that raise it.
    Lookup(RiskLookup),
}

/// Impact by probability.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskMatrix {
    /// Field whose value is the row.
    pub rows: FieldId,
    /// Field whose value is the column.
    pub columns: FieldId,
    /// Row to column to level.
    pub cells: IndexMap<String, IndexMap<String, String>>,
    /// Why a higher value may give a lower level; without it the matrix must be monotone.
    #[serde(default)]
    pub not_monotone_because: Option<String>,
    /// Requirement ids.
    #[serde(default)]
    pub from: From,
}

/// An additive catalogue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskCatalogue {
    /// Field with the rows that apply.
    pub field: FieldId,
    /// Points of each word.
    pub points: IndexMap<String, u32>,
    /// Known risks by id.
    pub catalogue: IndexMap<String, CatalogueRisk>,
    /// Level by total, in order.
    pub bands: Vec<Band>,
    /// Requirement ids.
    #[serde(default)]
    pub from: From,
}

/// A known risk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatalogueRisk {
    /// Title.
    pub risk: String,
    /// Categories it is listed under; it counts once.
    #[serde(deserialize_with = "one_or_many::list")]
    pub category: Vec<String>,
    /// Usual probability.
    pub probability: String,
    /// Usual impact.
    pub impact: String,
    /// What lowers it.
    pub mitigation: String,
    /// Requirement ids.
    #[serde(default)]
    pub from: From,
}

/// A half-open range of scores: everything not taken by an earlier band, up to and including `at_most`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Highest score of the band; missing in the last.
    #[serde(default)]
    pub at_most: Option<u32>,
    /// The level.
    pub level: String,
}

/// The greatest single risk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskProduct {
    /// Field with the rows.
    pub field: FieldId,
    /// Points of each word.
    pub points: IndexMap<String, u32>,
    /// Level by greatest product, in order.
    pub bands: Vec<Band>,
    /// A product above this needs a mitigation.
    pub threshold: u32,
    /// A product of at least this without mitigation is refused.
    pub refused_at: u32,
    /// Requirement ids.
    #[serde(default)]
    pub from: From,
}

/// Levels straight from fields.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskLookup {
    /// Fields that are looked up; the highest level wins.
    pub fields: Vec<FieldId>,
    /// Value to level.
    pub levels: IndexMap<String, String>,
    /// Raised when a condition holds.
    #[serde(default)]
    pub raise: Vec<Raise>,
    /// Requirement ids.
    #[serde(default)]
    pub from: From,
}

/// A rule that raises a level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Raise {
    /// When it applies.
    pub when: Condition,
    /// To which level at least.
    pub to: String,
    /// Why, in words.
    pub because: String,
}

/// A review.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// Title; made from the id when missing.
    #[serde(default)]
    pub title: Option<String>,
    /// Roles of which one reviews.
    pub by: Vec<RoleId>,
    /// Needed only when this holds.
    #[serde(default)]
    pub when: Option<Condition>,
    /// What the reviewer ticks; all of it for the review to pass.
    #[serde(default)]
    pub checklist: Vec<String>,
    /// Requirement ids.
    #[serde(default)]
    pub from: From,
}

/// Who approves, and what follows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approvals {
    /// Contributors who never approve.
    #[serde(default = "Excluded::all")]
    pub never: Vec<Excluded>,
    /// One person counts once among the requirements of one change.
    #[serde(default = "yes")]
    pub distinct: bool,
    /// The exact words one of which an approval must consist of, if any are listed.
    #[serde(default)]
    pub phrases: Vec<String>,
    /// Rules; what they ask for is taken together.
    pub rules: Vec<ApprovalRule>,
    /// What follows when an approval after implementation is late or refused.
    #[serde(default)]
    pub overdue: Overdue,
    /// Requirement ids.
    #[serde(default)]
    pub from: From,
}

fn yes() -> bool {
    true
}

/// A contributor who may not approve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Excluded {
    /// Who asked for the change.
    Requester,
    /// Whoever wrote or edited what will run.
    PlanAuthor,
    /// Whoever starts or carries it out.
    Implementer,
}

impl Excluded {
    fn all() -> Vec<Self> {
        vec![Self::Requester, Self::PlanAuthor, Self::Implementer]
    }
}

/// A rule: either a `need`, or a `table` looked up by one or more values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApprovalRule {
    /// Short name, used in reasons.
    pub rule: String,
    /// Applies only when this holds.
    #[serde(default)]
    pub when: Option<Condition>,
    /// What the table is looked up by, outermost first: `model`, `class`, `risk` or a field.
    #[serde(default)]
    pub by: Vec<String>,
    /// Nested to the depth of `by`; a key may list several values, `standard, minor`, or be `any` for the rest.
    #[serde(default)]
    pub table: Option<IndexMap<String, Value>>,
    /// What is needed, without a table.
    #[serde(default, deserialize_with = "one_or_many::policies")]
    pub need: Vec<Policy>,
    /// Requirement ids.
    #[serde(default)]
    pub from: From,
}

/// What is needed. Exactly one of the kinds, with modifiers.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// One approval for each role.
    pub all: Vec<RoleId>,
    /// One approval by a holder of any of the roles.
    pub any: Vec<RoleId>,
    /// So many persons out of `of`.
    pub count: Option<u16>,
    /// So many percent of the holders of `of`, rounded half up, at least one.
    pub percent: Option<u8>,
    /// Roles for `count` and `percent`.
    pub of: Vec<RoleId>,
    /// One approval for each role, in this order.
    pub sequence: Vec<RoleId>,
    /// The first role that answers; each next one may answer when `each` has passed again.
    pub succession: Vec<RoleId>,
    /// Time until the next of the succession may answer.
    pub each: Option<Elapsed>,
    /// A majority of the board with its chair.
    pub board: Option<BoardId>,
    /// A vote, carried for deliberation.
    pub vote: Option<String>,
    /// No person: the rule itself authorises.
    pub automatic: bool,
    /// Needed only when this holds.
    pub when: Option<Condition>,
    /// Title of the requirement.
    pub title: Option<String>,
    /// Answer expected in.
    pub within: Option<Lead>,
    /// Given after implementation, at the latest so long after it began.
    pub after: Option<Lead>,
    /// What the approver ticks.
    pub checklist: Vec<String>,
    /// Requirement ids.
    pub from: From,
}

/// What follows when an approval after implementation is late or refused.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Overdue {
    /// Roles that are told.
    pub escalate_to: Vec<RoleId>,
    /// The change is marked unauthorised.
    pub mark_unauthorized: bool,
    /// The requester opens no further emergency change until it is settled.
    pub blocks_requester: bool,
    /// A refusal asks for a decision on rolling back.
    pub rollback_decision: bool,
    /// Requirement ids.
    pub from: From,
}

/// Standing tasks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checklist {
    /// Title; made from the id when missing.
    #[serde(default)]
    pub title: Option<String>,
    /// Part of the change only when this holds.
    #[serde(default)]
    pub when: Option<Condition>,
    /// Tasks without a group.
    #[serde(default)]
    pub tasks: Vec<String>,
    /// Tasks by group.
    #[serde(default)]
    pub groups: IndexMap<String, Vec<String>>,
    /// Requirement ids.
    #[serde(default)]
    pub from: From,
}

impl Checklist {
    /// Every task with its group, in order; the group is empty for tasks without one.
    pub fn all_tasks(&self) -> impl Iterator<Item = (&str, &str)> {
        let plain = self.tasks.iter().map(|task| ("", task.as_str()));
        let grouped = self.groups.iter().flat_map(|(group, tasks)| {
            tasks
                .iter()
                .map(move |task| (group.as_str(), task.as_str()))
        });
        plain.chain(grouped)
    }
}

/// Test types and levels.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Tests {
    /// Types by id.
    pub types: IndexMap<String, TestType>,
    /// Level to the types it asks for.
    pub levels: IndexMap<String, Vec<String>>,
    /// Requirement ids.
    pub from: From,
}

/// A test type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestType {
    /// Title; made from the id when missing.
    #[serde(default)]
    pub title: Option<String>,
    /// Where it runs.
    #[serde(default)]
    pub environment: Option<String>,
    /// Usual duration.
    #[serde(default)]
    pub takes: Option<Lead>,
    /// What passing means, in words.
    #[serde(default)]
    pub passes_when: Option<String>,
    /// Runs without a person.
    #[serde(default)]
    pub automated: bool,
    /// Requirement ids.
    #[serde(default)]
    pub from: From,
}

/// What a plan must look like.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PlanRules {
    /// A plan must be there when this holds; written `true` for always.
    pub required: Option<Required>,
    /// What every step must have: `check`, `undo`, `estimate`, `environment`.
    pub every_step_has: Vec<StepPart>,
    /// Titles of step kinds that the process names, such as `database_migration`.
    pub kinds: IndexMap<String, String>,
    /// Only these kinds may be named.
    pub only_these_kinds: bool,
    /// Estimated duration of a step that names none.
    pub default_estimate: Option<Elapsed>,
    /// Title of a derived undo step, `{title}` standing for the step's.
    pub undo_title: Option<String>,
    /// Id of a derived undo step, `{id}` standing for the step's.
    pub undo_id: Option<String>,
    /// What an undone step shows, `{title}` standing for the step's.
    pub undo_success: Option<String>,
    /// Named parts of a plan, for steps and for the estimate.
    pub phases: Vec<String>,
    /// Requirement ids.
    pub from: From,
}

/// A part that a process can ask of every step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepPart {
    /// A check of its success.
    Check,
    /// An undo, or the mark that it is irreversible.
    Undo,
    /// An estimated duration.
    Estimate,
    /// An environment.
    Environment,
}

/// How a failed change is undone.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BackOut {
    /// The kind of back-out; the first rule that holds decides, `partial` if none does.
    pub kinds: Vec<BackOutRule>,
    /// Reasons for which a person backs out, in words.
    pub by_hand_when: Vec<String>,
    /// Severity to what is done, in words and half-open minutes; carried for signals.
    pub decision: Value,
    /// Commands the source names, carried for plan templates.
    pub commands: Value,
    /// What a back-out record holds.
    pub record: Vec<String>,
    /// Requirement ids.
    pub from: From,
}

/// One rule for the kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackOutRule {
    /// When it applies; always if missing.
    #[serde(default)]
    pub when: Option<Condition>,
    /// The kind.
    pub kind: BackOutKind,
    /// Requirement ids.
    #[serde(default)]
    pub from: From,
}

/// How a back-out is carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BackOutKind {
    /// At once: running steps are killed, then everything that may have run is undone.
    Immediate,
    /// Waits for a person to begin it, then undoes everything that may have run.
    Planned,
    /// Running steps finish, then the failed step and everything connected with it is undone; independent parts stay.
    Partial,
    /// Running steps finish, then everything that may have run is undone.
    Full,
}

/// Closing a change.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Closure {
    /// The process's words for the closed set of closure codes.
    pub codes: IndexMap<ClosureCode, String>,
    /// The review after implementation.
    pub review: Vec<ReviewAfter>,
    /// Shortest monitoring between the end of implementation and closing.
    pub monitor_at_least: Option<Elapsed>,
    /// Longest usual monitoring.
    pub monitor_at_most: Option<Elapsed>,
    /// What is watched meanwhile, in words.
    pub monitor: Vec<String>,
    /// Documents that must exist, in words.
    pub documents: Vec<String>,
    /// Requirement ids.
    pub from: From,
}

/// How a change ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClosureCode {
    /// As planned.
    Successful,
    /// Done, with problems on the way.
    SuccessfulWithIssues,
    /// Done, and the goal was missed.
    Unsuccessful,
    /// Undone.
    BackedOut,
}

/// A review after implementation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewAfter {
    /// When it is needed; always if missing.
    #[serde(default)]
    pub when: Option<Condition>,
    /// By when, counted from the end of implementation.
    pub within: Lead,
    /// Who takes part.
    #[serde(default)]
    pub who: Vec<String>,
    /// What is talked about.
    #[serde(default)]
    pub agenda: Vec<String>,
    /// What it leaves behind.
    #[serde(default)]
    pub leaves: Vec<String>,
    /// Requirement ids.
    #[serde(default)]
    pub from: From,
}
