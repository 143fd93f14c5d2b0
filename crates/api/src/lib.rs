//! Wire types of the HTTP API: what the server answers and what a client reads.
//!
//! Bodies of verbs are the commands of `placet-domain` themselves, so that one thing has one name; this crate holds the
//! answers. It depends on no other crate: times are RFC 3339 text, digests 64 hexadecimal digits. Every type carries its
//! JSON schema, from which the server builds `/openapi.json`.
//!
//! # Conventions of every call
//!
//! `Authorization: Bearer plc_...` identifies the caller. A refusal is a [`Problem`] (`application/problem+json`).
//! `Idempotency-Key` (at most 80 bytes) on a POST makes a repeated call return the first [`Receipt`].
//! `If-Match: "version"` refuses a verb with 412 when the change has moved on; `GET` of a change answers with that ETag.
//! Lists take `limit` (at most 200) and `cursor`, which is the `next` of the previous page.
//! `{number}` is a change's number or its inner id.
//!
//! # Routes
//!
//! | route | body | answer |
//! |---|---|---|
//! | `GET /healthz`, `GET /readyz`, `GET /metrics`, `GET /openapi.json` | | |
//! | `GET /api/v1/me` | | [`Me`] |
//! | `GET /api/v1/processes` | | list of [`ProcessSummary`] |
//! | `GET /api/v1/processes/{process}` | | [`ProcessDetail`] |
//! | `POST /api/v1/processes/{process}/preview` | `change::Request` without `process` | [`Preview`] |
//! | `GET /api/v1/changes?process,state,phase,model,class,risk,requester,q,open,sort,cursor,limit` | | [`Page`] of [`ChangeSummary`] |
//! | `POST /api/v1/changes` (the verb `open`) | `change::Request` | 201 [`Receipt`] |
//! | `GET /api/v1/changes/{number}` | | [`ChangeDetail`], `ETag` |
//! | `GET /api/v1/changes/{number}/events?after,limit` | | [`Page`] of [`EventRow`] |
//! | `GET /api/v1/changes/{number}/timeline` | | list of [`TimelineEntry`] |
//! | `GET /api/v1/changes/{number}/gates` | | list of [`Gate`] |
//! | `POST /api/v1/changes/{number}/{verb}` | the verb's command; nothing or `{}` for `submit`, `start`, `resume` | [`Receipt`] |
//! | `POST /api/v1/changes/{number}/evidence?kind=..&name=..` | the file's bytes | [`EvidenceReceipt`] |
//! | `GET /api/v1/evidence/{sha256}` | | the file's bytes, as attachment |
//! | `GET /api/v1/inbox` | | [`Inbox`] |
//! | `GET /api/v1/events` | | server-sent events, see below |
//! | `POST /api/v1/processes/{process}/organization` | a verb of the organization | [`OrganizationAnswer`] |
//! | `GET /api/v1/processes/{process}/proposals` | | list of [`ProposalRow`] |
//! | `GET /api/v1/people` | | list of [`PersonRow`] |
//! | `POST /api/v1/people/{person}/invitation` | | 201 [`Invitation`] |
//! | `GET /api/v1/delegations`, `POST /api/v1/delegations` | [`NewDelegation`] | list of [`DelegationRow`], 201 [`DelegationRow`] |
//! | `GET /api/v1/tokens`, `POST /api/v1/tokens`, `DELETE /api/v1/tokens/{id}` | [`NewToken`] | list of [`Token`], 201 [`IssuedToken`], 204 |
//! | `GET /api/v1/ledger/proof?position=` | | [`LedgerProof`] |
//! | `GET /checkpoint`, `GET /tile/{path}` | | the C2SP texts and tiles |
//!
//! Verbs, with dashes on the wire: `edit submit assess review approve reject defer abstain condition schedule hold
//! release tick start record-step pause resume skip retry abort back-out verify close cancel comment evidence deviation
//! record`.
//!
//! # Server-sent events
//!
//! `event: change` carries an [`EventRow`] with its ledger position as `id`; send it back as `Last-Event-ID` to go on
//! from there. `event: output` carries an [`OutputLine`] and no `id`: live output is not replayed. `event: gap` says that
//! the reader was too slow and should load the page again. Comments are heartbeats.

mod account;
mod change;
mod event;
mod gate;
mod ledger;
mod page;
mod preview;
mod problem;
mod process;
mod schema;
mod step;

pub use account::*;
pub use change::*;
pub use event::*;
pub use gate::*;
pub use ledger::*;
pub use page::*;
pub use preview::*;
pub use problem::*;
pub use process::*;
pub use schema::{Definitions, Schema};
pub use step::*;
