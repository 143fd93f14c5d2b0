//! `placet people`.

use std::path::PathBuf;

use jiff::Timestamp;
use placet_api::{DelegationRow, PersonRow, ProposalRow};
use placet_domain::digest::Digest;
use placet_domain::organization::{
    self, AddPerson, AnswerProposal, ChangePerson, Command, OfPerson, OfRole, SetPeople,
};
use placet_domain::people::{Delegation, Person};
use placet_domain::{PersonId, ProcessName, RoleId};
use serde_json::json;

use super::organize::Asked;
use crate::cli::global::Global;
use crate::client::Address;
use crate::failure::{Exit, Failure};
use crate::files::people;
use crate::local;
use crate::print::{Line, Page, Terminal};

/// Change the people of a process, while the server runs
#[derive(Debug, clap::Subcommand)]
pub(crate) enum People {
    /// List the people of your processes
    List,
    /// Show one person
    Show {
        /// Their id
        person: PersonId,
    },
    /// Add a person
    Add(Add),
    /// Change the name, the address or the links of a person; what you leave out stays
    Change(Change),
    /// Remove a person; what they did stays under their name
    Remove(OnePerson),
    /// Give a person a role
    Grant(OneRole),
    /// Take a role from a person
    Revoke(OneRole),
    /// Make a person an administrator
    MakeAdministrator(OnePerson),
    /// Take the administrator's rights from a person
    UnmakeAdministrator(OnePerson),
    /// Replace all people by those of a file
    Apply(Apply),
    /// Hand over roles for a time
    Delegate(Delegate),
    /// Take back a hand-over
    RevokeDelegation(RevokeDelegation),
    /// List what waits for another administrator
    Proposals {
        /// The process
        #[arg(long, value_name = "NAME")]
        process: ProcessName,
    },
    /// Approve what another administrator proposed, exactly as it was shown
    Approve(Answer),
    /// Reject a proposal, or withdraw your own
    Reject(Answer),
    Password(Password),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Add {
    /// Their id
    person: PersonId,
    /// The name shown to people
    #[arg(long)]
    name: String,
    /// The e-mail address
    #[arg(long)]
    email: Option<String>,
    /// human, agent or service
    #[arg(long, default_value = "human", value_parser = ["human", "agent", "service"])]
    kind: String,
    /// The human who answers for an agent or a service
    #[arg(long, value_name = "ID")]
    principal: Option<PersonId>,
    /// Another account of the same human; repeat it for more
    #[arg(long, value_name = "ID")]
    also: Vec<PersonId>,
    /// A role; repeat it for more
    #[arg(long = "role", value_name = "ROLE", value_delimiter = ',')]
    roles: Vec<RoleId>,
    #[command(flatten)]
    asked: Asked,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Change {
    /// Their id
    person: PersonId,
    /// The name shown to people
    #[arg(long)]
    name: Option<String>,
    /// The e-mail address; an empty one removes it
    #[arg(long)]
    email: Option<String>,
    /// The human who answers for an agent or a service
    #[arg(long, value_name = "ID")]
    principal: Option<PersonId>,
    /// Other accounts of the same human
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    also: Option<Vec<PersonId>>,
    #[command(flatten)]
    asked: Asked,
}

#[derive(Debug, clap::Args)]
pub(crate) struct OnePerson {
    /// Their id
    person: PersonId,
    #[command(flatten)]
    asked: Asked,
}

#[derive(Debug, clap::Args)]
pub(crate) struct OneRole {
    /// Their id
    person: PersonId,
    /// The role
    role: RoleId,
    #[command(flatten)]
    asked: Asked,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Apply {
    /// The people file
    file: PathBuf,
    #[command(flatten)]
    asked: Asked,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Delegate {
    /// Who hands over
    from: PersonId,
    /// Who acts in their place
    to: PersonId,
    /// A role; repeat it for more. All that they hold when missing
    #[arg(long = "role", value_name = "ROLE", value_delimiter = ',')]
    roles: Vec<RoleId>,
    /// First instant it is valid; now when missing
    #[arg(long, value_name = "TIME")]
    since: Option<Timestamp>,
    /// First instant it is no longer valid
    #[arg(long, value_name = "TIME")]
    until: Timestamp,
    #[command(flatten)]
    asked: Asked,
}

#[derive(Debug, clap::Args)]
pub(crate) struct RevokeDelegation {
    /// Who handed over
    from: PersonId,
    /// Who acts in their place
    to: PersonId,
    #[command(flatten)]
    asked: Asked,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Answer {
    /// The id of the proposal
    proposal: String,
    /// Its digest, as it was shown; needed to approve it
    #[arg(long, value_name = "SHA256")]
    digest: Option<Digest>,
    #[command(flatten)]
    asked: Asked,
}

/// Print a one-time link with which a person sets a new password; run it on the host of the server
#[derive(Debug, clap::Args)]
pub(crate) struct Password {
    /// The data directory
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// The person who sets the password
    #[arg(long, value_name = "ID")]
    person: PersonId,
}

impl People {
    pub(super) fn run(&self, global: &Global) -> Result<Exit, Failure> {
        match self {
            Self::List => list(global, None),
            Self::Show { person } => list(global, Some(person)),
            Self::Add(add) => add.asked.ask(global, Command::AddPerson(add.command()?)),
            Self::Change(change) => {
                let command = ChangePerson {
                    process: change.asked.process.clone(),
                    person: change.person.clone(),
                    name: change.name.clone(),
                    email: change.email.clone(),
                    principal: change.principal.clone(),
                    also: change.also.clone(),
                };
                change.asked.ask(global, Command::ChangePerson(command))
            }
            Self::Remove(one) => one.asked.ask(global, Command::RemovePerson(one.of())),
            Self::Grant(one) => one.asked.ask(global, Command::GrantRole(one.of())),
            Self::Revoke(one) => one.asked.ask(global, Command::RevokeRole(one.of())),
            Self::MakeAdministrator(one) => {
                one.asked.ask(global, Command::MakeAdministrator(one.of()))
            }
            Self::UnmakeAdministrator(one) => one
                .asked
                .ask(global, Command::UnmakeAdministrator(one.of())),
            Self::Apply(apply) => {
                let file = people::load(&apply.file)?;
                let command = Command::SetPeople(SetPeople {
                    process: apply.asked.process.clone(),
                    directory: file.directory.clone(),
                });
                let done = apply.asked.ask(global, command);
                done.map_err(|failure| people::placed(failure, &apply.file, &file))
            }
            Self::Delegate(given) => {
                let delegation = Delegation {
                    from: given.from.clone(),
                    to: given.to.clone(),
                    roles: given.roles.iter().cloned().collect(),
                    since: given.since.unwrap_or_else(Timestamp::now),
                    until: given.until,
                };
                let process = given.asked.process.clone();
                let command = organization::Delegate {
                    process,
                    delegation,
                };
                given.asked.ask(global, Command::Delegate(command))
            }
            Self::RevokeDelegation(given) => given.run(global),
            Self::Proposals { process } => proposals(global, process),
            Self::Approve(answer) => answer
                .asked
                .ask(global, Command::ApproveProposal(answer.of())),
            Self::Reject(answer) => answer
                .asked
                .ask(global, Command::RejectProposal(answer.of())),
            Self::Password(password) => password.run(global.terminal()),
        }
    }
}

impl Add {
    fn command(&self) -> Result<AddPerson, Failure> {
        let kind = serde_json::from_value(json!(self.kind))
            .map_err(|error| Failure::failed(error.to_string(), ""))?;
        Ok(AddPerson {
            process: self.asked.process.clone(),
            person: self.person.clone(),
            details: Person {
                name: self.name.clone(),
                email: self.email.clone(),
                kind,
                principal: self.principal.clone(),
                also: self.also.clone(),
                roles: self.roles.iter().cloned().collect(),
            },
        })
    }
}

impl OnePerson {
    fn of(&self) -> OfPerson {
        OfPerson {
            process: self.asked.process.clone(),
            person: self.person.clone(),
        }
    }
}

impl OneRole {
    fn of(&self) -> OfRole {
        OfRole {
            process: self.asked.process.clone(),
            person: self.person.clone(),
            role: self.role.clone(),
        }
    }
}

impl Answer {
    fn of(&self) -> AnswerProposal {
        AnswerProposal {
            process: self.asked.process.clone(),
            proposal: self.proposal.clone(),
            digest: self.digest,
        }
    }
}

impl RevokeDelegation {
    fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let rows: Vec<DelegationRow> =
            global.context()?.client.get(&Address::new("delegations"))?;
        let known = rows.iter().rfind(|row| {
            row.process == self.asked.process.as_str()
                && row.from == self.from.as_str()
                && row.to == self.to.as_str()
        });
        let read = |row: &DelegationRow| {
            serde_json::from_value::<Delegation>(json!({
                "from": row.from, "to": row.to, "roles": row.roles, "since": row.since, "until": row.until,
            }))
        };
        let found = known.and_then(|row| read(row).ok()).ok_or_else(|| {
            let message = format!(
                "there is no hand-over from `{}` to `{}`",
                self.from, self.to
            );
            Failure::failed(message, "check the spelling")
        })?;
        let command = organization::RevokeDelegation {
            process: self.asked.process.clone(),
            delegation: found.id(),
        };
        self.asked.ask(global, Command::RevokeDelegation(command))
    }
}

fn list(global: &Global, only: Option<&PersonId>) -> Result<Exit, Failure> {
    let mut rows: Vec<PersonRow> = global.context()?.client.get(&Address::new("people"))?;
    rows.retain(|row| only.is_none_or(|only| row.person == only.as_str()));
    if let Some(only) = only.filter(|_| rows.is_empty()) {
        return Err(Failure::failed(
            format!("there is no person `{only}`"),
            "see `placet people list`",
        ));
    }
    global.terminal().show(&rows, || {
        let mut page = Page::default();
        for row in &rows {
            let roles = row.roles.join(", ");
            page.text(format!(
                "{}  {}  {} ({}): {roles}",
                row.process, row.person, row.name, row.kind
            ));
        }
        page
    })?;
    Ok(Exit::Done)
}

fn proposals(global: &Global, process: &ProcessName) -> Result<Exit, Failure> {
    let address = Address::new("processes")
        .part(process.as_str())
        .part("proposals");
    let rows: Vec<ProposalRow> = global.context()?.client.get(&address)?;
    global.terminal().show(&rows, || {
        let mut page = Page::default();
        for row in &rows {
            let lapsed = if row.lapsed { " (lapsed)" } else { "" };
            page.push(Line::new().bold(&row.proposal).plain(format!(
                ": {} by {}{lapsed} {}",
                row.verb, row.by, row.reason
            )));
            page.text(format!("  {}", row.command));
            page.push(Line::new().dim("  digest ").plain(&row.digest));
        }
        page
    })?;
    Ok(Exit::Done)
}

impl Password {
    fn run(&self, terminal: Terminal) -> Result<Exit, Failure> {
        let engine = local::open_engine(&self.data, 1)?;
        super::token::find(&engine, &self.person)?;
        let link = placet_server::welcome::reset(&engine, &self.person)?;
        terminal.show(&json!({"person": self.person, "link": link}), || {
            let mut page = Page::default();
            page.text(&link);
            page
        })?;
        if !terminal.is_json() {
            let note = "append it to the server's address; it works once, within three days, and ends every session";
            terminal.note(Line::new().dim(note));
        }
        Ok(Exit::Done)
    }
}
