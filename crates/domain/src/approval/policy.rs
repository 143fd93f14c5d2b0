//! From one policy to the slots it asks for.

use std::collections::{BTreeMap, BTreeSet};

use placet_teeth::{Bug, planted};
use serde_json::Value;

use super::{Electors, Eligible, Slot, SlotKind, Timing};
use placet_language::ids::{BoardId, FieldId, PersonId, RoleId};
use placet_language::lead::Elapsed;
use placet_language::process::{ApprovalRule, Board, Policy};

/// What a policy is read against.
pub(super) struct Context<'a> {
    pub(super) electors: Electors<'a>,
    pub(super) fields: &'a BTreeMap<FieldId, Value>,
}

/// The slots of one policy of one rule. A policy with several kinds asks for all of them.
pub(super) fn slots_of(context: &Context<'_>, rule: &ApprovalRule, policy: &Policy) -> Vec<Slot> {
    let maker = Maker {
        context,
        rule,
        policy,
    };
    let mut slots: Vec<Slot> = policy.all.iter().map(|role| maker.role(role)).collect();
    if !policy.any.is_empty() {
        slots.extend(maker.so_many(1, &policy.any));
    }
    if let Some(count) = policy.count {
        slots.extend(maker.so_many(usize::from(count.max(1)), &policy.of));
    }
    if let Some(percent) = policy.percent {
        slots.extend(maker.so_many(maker.share(percent), &policy.of));
    }
    slots.extend(maker.sequence());
    slots.extend(maker.succession());
    slots.extend(policy.board.iter().flat_map(|id| maker.board(id)));
    slots.extend(policy.vote.iter().map(|name| maker.vote(name)));
    slots
}

struct Maker<'a> {
    context: &'a Context<'a>,
    rule: &'a ApprovalRule,
    policy: &'a Policy,
}

impl Maker<'_> {
    fn slot(
        &self,
        kind: SlotKind,
        set: &str,
        name: &str,
        title: String,
        eligible: Vec<Eligible>,
    ) -> Slot {
        let (timing, set) = match self.policy.after {
            Some(_) => (Timing::After, format!("{set}/after")),
            None => (Timing::Before, set.to_owned()),
        };
        let mut from = self.rule.from.clone();
        from.extend(
            self.policy
                .from
                .iter()
                .filter(|id| !self.rule.from.contains(id))
                .cloned(),
        );
        Slot {
            id: format!("{set}/{name}"),
            kind: match kind {
                SlotKind::Role | SlotKind::Chair | SlotKind::Member if eligible.is_empty() => {
                    SlotKind::Unfillable
                }
                kind => kind,
            },
            title,
            set,
            eligible,
            comes_after: None,
            timing,
            within: self.policy.after.or(self.policy.within),
            checklist: self.policy.checklist.clone(),
            rules: vec![self.rule.rule.clone()],
            from,
        }
    }

    fn title_or(&self, title: impl FnOnce() -> String) -> String {
        self.policy.title.clone().unwrap_or_else(title)
    }

    fn role_title(&self, role: &RoleId) -> String {
        self.context
            .electors
            .process
            .roles
            .get(role)
            .map_or_else(|| role.to_string(), |known| known.title.clone())
    }

    fn titles(&self, roles: &[RoleId], between: &str) -> String {
        roles
            .iter()
            .map(|role| self.role_title(role))
            .collect::<Vec<_>>()
            .join(between)
    }

    fn role(&self, role: &RoleId) -> Slot {
        let title = match (
            &self.policy.title,
            self.policy.all.len() + self.policy.sequence.len(),
        ) {
            (Some(title), 0 | 1) => title.clone(),
            _ => self.role_title(role),
        };
        self.slot(
            SlotKind::Role,
            "roles",
            role.as_str(),
            title,
            vec![at_once(role)],
        )
    }

    /// So many distinct persons, each holding any of the roles. One of one role is that role's own slot.
    fn so_many(&self, count: usize, roles: &[RoleId]) -> Vec<Slot> {
        if let ([role], 1) = (roles, count) {
            let title = self.title_or(|| self.role_title(role));
            return vec![self.slot(
                SlotKind::Role,
                "roles",
                role.as_str(),
                title,
                vec![at_once(role)],
            )];
        }
        let eligible: Vec<Eligible> = roles.iter().map(at_once).collect();
        let names = roles
            .iter()
            .map(RoleId::as_str)
            .collect::<Vec<_>>()
            .join("|");
        let title = self.title_or(|| self.titles(roles, " or "));
        let numbered = |number: usize| match count {
            1 => (names.clone(), title.clone()),
            _ => (
                format!("{names}/{number}"),
                format!("{title} ({number} of {count})"),
            ),
        };
        (1..=count)
            .map(numbered)
            .map(|(name, title)| self.slot(SlotKind::Role, "roles", &name, title, eligible.clone()))
            .collect()
    }

    /// A percentage of the humans who hold any of the roles, rounded half up, at least one. Accounts of one person are
    /// one person.
    fn share(&self, percent: u8) -> usize {
        let Context { electors, fields } = self.context;
        let accounts: BTreeSet<PersonId> = self
            .policy
            .of
            .iter()
            .flat_map(|role| electors.holders(fields, role))
            .filter(|id| electors.is_human(id))
            .collect();
        let persons: BTreeSet<BTreeSet<PersonId>> = accounts
            .iter()
            .map(|id| electors.directory.same_person(id))
            .collect();
        let half = if planted(Bug::PercentRoundedDown) {
            0
        } else {
            50
        };
        ((persons.len() * usize::from(percent) + half) / 100).max(1)
    }

    fn sequence(&self) -> Vec<Slot> {
        let mut before: Option<String> = None;
        let mut slots = Vec::new();
        for role in &self.policy.sequence {
            let mut slot = self.role(role);
            slot.comes_after = before.replace(slot.id.clone());
            slots.push(slot);
        }
        slots
    }

    fn succession(&self) -> Option<Slot> {
        let roles = &self.policy.succession;
        let (first, others) = roles.split_first()?;
        let wait = |place: usize| {
            let each = self.policy.each?.0;
            let total = each.checked_mul(i32::try_from(place).ok()?)?;
            (!total.is_zero()).then_some(Elapsed(total))
        };
        let eligible = roles
            .iter()
            .enumerate()
            .map(|(place, role)| Eligible {
                role: role.clone(),
                opens_after: wait(place),
            })
            .collect();
        let names = roles
            .iter()
            .map(RoleId::as_str)
            .collect::<Vec<_>>()
            .join(">");
        let title = self.title_or(|| match roles.len() {
            1 => self.role_title(first),
            _ => format!(
                "{}, or in their place {}",
                self.role_title(first),
                self.titles(others, ", ")
            ),
        });
        Some(self.slot(SlotKind::Role, "roles", &names, title, eligible))
    }

    /// The chair and as many other seats as a majority needs; the quorum of the board overrides the majority.
    fn board(&self, id: &BoardId) -> Vec<Slot> {
        let set = format!("board:{id}");
        let Some(board) = self.context.electors.process.boards.get(id) else {
            return vec![self.slot(
                SlotKind::Unfillable,
                &set,
                "unknown",
                format!("`{id}`, a board that the process lacks"),
                Vec::new(),
            )];
        };
        let name = self.title_or(|| board.title.clone());
        let chair = format!("{name} (chair: {})", self.role_title(&board.chair));
        let mut slots = vec![self.slot(
            SlotKind::Chair,
            &set,
            "chair",
            chair,
            vec![at_once(&board.chair)],
        )];
        let eligible: Vec<Eligible> = board.members.iter().map(at_once).collect();
        let others = seats_needed(board) - 1;
        slots.extend((1..=others).map(|number| {
            let title = format!("{name} (member {number} of {others})");
            self.slot(
                SlotKind::Member,
                &set,
                &format!("member/{number}"),
                title,
                eligible.clone(),
            )
        }));
        slots
    }

    /// A slot that no approval fills: votes are not held here, and a change that needs one says so.
    fn vote(&self, name: &str) -> Slot {
        let title = self.title_or(|| format!("vote `{name}`"));
        self.slot(
            SlotKind::Vote,
            "roles",
            &format!("vote:{name}"),
            title,
            Vec::new(),
        )
    }
}

/// Seats that must approve, chair included.
fn seats_needed(board: &Board) -> usize {
    let seats = 1 + board.members.len();
    let majority = if planted(Bug::HalfIsAMajority) {
        seats.div_ceil(2)
    } else {
        seats / 2 + 1
    };
    board.quorum.map_or(majority, usize::from).max(1)
}

fn at_once(role: &RoleId) -> Eligible {
    Eligible {
        role: role.clone(),
        opens_after: None,
    }
}
