//! Predicts what a command of an organization would lead to, without carrying it out.

use jiff::Timestamp;
use placet_domain::ProcessName;
use placet_domain::approval::Electors;
use placet_domain::organization::{
    Loss, OrganizationEvent, decide, effect, losses, of_people, of_rules,
};
use placet_domain::people::Directory;
use placet_domain::process::parse;
use placet_store::views::{Cursor, Query};

use crate::core::Core;
use crate::error::ExecuteError;
use crate::organization::{OrganizationOrder, source_of};

/// The most changes in flight that a preview looks at.
const CHANGES_MAX: usize = 1_000;

/// The consequences of a command.
#[derive(Debug, Clone, Default)]
pub struct Outlook {
    /// What would differ, in words.
    pub differences: Vec<String>,
    /// Approvals of changes in flight that fewer people could give.
    pub losses: Vec<Loss>,
    /// Whether another administrator would have to approve it first.
    pub needs_approval: bool,
}

impl Core {
    /// Predicts what a command would lead to. Nothing is recorded.
    ///
    /// # Errors
    /// The rules' rejection, or the store's failure.
    pub fn foresee(&self, order: &OrganizationOrder) -> Result<Outlook, ExecuteError> {
        self.processes.forget();
        let state = self.organizations()?;
        let gathered = self.gather_organization(&state, order)?;
        let facts = gathered.facts(order);
        let events = decide(&state, &order.request, &facts)?;
        let after = effect(&state, &order.request, &facts)?;
        let mut outlook = Outlook {
            needs_approval: events
                .iter()
                .any(|event| matches!(event, OrganizationEvent::ProposalMade { .. })),
            ..Outlook::default()
        };
        let Some(process) = order.request.command.process() else {
            return Ok(outlook);
        };
        let nobody = Directory::default();
        let before = state.directory(process).unwrap_or(&nobody);
        let people = after.directory(process).unwrap_or(&nobody);
        outlook.differences = of_people(before, people);
        if let (Some(rules), Some(source)) =
            (&gathered.rules, source_of(&state, &order.request.command))
            && let Ok(next) = parse(source.as_bytes())
        {
            outlook
                .differences
                .extend(of_rules(&rules.process, &next.process));
        }
        if before != people {
            outlook.losses = self.losses(process, before, people, facts.now)?;
        }
        Ok(outlook)
    }

    /// Returns every approval of a change in flight that fewer people could give.
    fn losses(
        &self,
        process: &ProcessName,
        before: &Directory,
        after: &Directory,
        now: Timestamp,
    ) -> Result<Vec<Loss>, ExecuteError> {
        let mut found = Vec::new();
        let mut looked_at = 0;
        let mut cursor: Option<Cursor> = None;
        loop {
            let query = Query {
                process: Some(process.clone()),
                open: Some(true),
                after: cursor.take(),
                ..Query::default()
            };
            let page = self.store.changes(&query)?;
            for row in &page.rows {
                let change = self.load(row.id)?.change;
                let version = self.processes.version(&self.store, change.process_digest)?;
                let electors = |directory| Electors {
                    process: &version.process,
                    directory,
                    now,
                };
                found.extend(losses(&change, electors(before), electors(after)));
            }
            looked_at += page.rows.len();
            cursor = page.next;
            if cursor.is_none() || looked_at >= CHANGES_MAX {
                return Ok(found);
            }
        }
    }
}
