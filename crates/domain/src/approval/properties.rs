//! Properties over random organizations, checked by a second, slow implementation.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::collections::BTreeSet;
use std::sync::OnceLock;

use proptest::prelude::*;

use crate::approval::matching::matching;
use crate::approval::{Answer, Slot, Timing};
use crate::change::Change;
use crate::fixture::{answer, change, electors, id, minutes, process, read_directory};
use placet_language::ids::{PersonId, RoleId};
use placet_language::people::{Delegation, Directory, PersonKind};
use placet_language::process::Process;

/// The most rows that any assignment fills, by trying them all.
fn brute_force(edges: &[Vec<usize>], used: &mut BTreeSet<usize>) -> usize {
    let Some((first, rest)) = edges.split_first() else {
        return 0;
    };
    let mut best = brute_force(rest, used);
    for column in first {
        if used.insert(*column) {
            best = best.max(1 + brute_force(rest, used));
            used.remove(column);
        }
    }
    best
}

/// An organization of seven accounts: roles, kinds, links, principals, delegations, contributors and answers.
#[derive(Debug, Clone)]
struct World {
    roles: Vec<BTreeSet<usize>>,
    kinds: Vec<u8>,
    also: Vec<Option<usize>>,
    principal: Vec<usize>,
    delegations: Vec<(usize, usize, Option<usize>, bool)>,
    requester: usize,
    authors: BTreeSet<usize>,
    implementer: Option<usize>,
    answers: Vec<(usize, u8)>,
    need: usize,
}

const ACCOUNTS: usize = 7;
const ROLES: [&str; 4] = ["a", "b", "c", "d"];
const NEEDS: [&str; 6] = [
    "{all: [a, b]}",
    "[{any: [a, b]}, {all: [a]}]",
    "{count: 3, of: [a, c, d]}",
    "[{count: 2, of: [a, b]}, {any: [c, d]}, {all: [b]}]",
    "{percent: 60, of: [a, b, c]}",
    "{all: [a, b, c, d]}",
];

fn world() -> impl Strategy<Value = World> {
    let account = 0..ACCOUNTS;
    (
        prop::collection::vec(prop::collection::btree_set(0..4usize, 0..3), ACCOUNTS),
        prop::collection::vec(0..8u8, ACCOUNTS),
        prop::collection::vec(prop::option::weighted(0.15, account.clone()), ACCOUNTS),
        prop::collection::vec(account.clone(), ACCOUNTS),
        prop::collection::vec(
            (
                account.clone(),
                account.clone(),
                prop::option::of(0..4usize),
                any::<bool>(),
            ),
            0..4,
        ),
        account.clone(),
        prop::collection::btree_set(account.clone(), 0..2),
        prop::option::of(account.clone()),
        prop::collection::vec((account, 0..6u8), 0..10),
        0..NEEDS.len(),
    )
        .prop_map(
            |(
                roles,
                kinds,
                also,
                principal,
                delegations,
                requester,
                authors,
                implementer,
                answers,
                need,
            )| World {
                roles,
                kinds,
                also,
                principal,
                delegations,
                requester,
                authors,
                implementer,
                answers,
                need,
            },
        )
}

fn name(account: usize) -> PersonId {
    id(&format!("p{account}"))
}

impl World {
    fn directory(&self) -> Directory {
        let mut directory = read_directory("people: {}");
        for account in 0..ACCOUNTS {
            let is_agent = self.kinds[account] == 0;
            directory.people.insert(
                name(account),
                placet_language::people::Person {
                    name: "N".to_owned(),
                    email: None,
                    kind: if is_agent {
                        PersonKind::Agent
                    } else {
                        PersonKind::Human
                    },
                    principal: is_agent.then(|| name(self.principal[account])),
                    also: self.also[account].map(name).into_iter().collect(),
                    roles: self.roles[account]
                        .iter()
                        .map(|role| id(ROLES[*role]))
                        .collect(),
                },
            );
        }
        directory.delegations = self
            .delegations
            .iter()
            .map(|(from, to, role, valid)| Delegation {
                from: name(*from),
                to: name(*to),
                roles: role.map(|role| id(ROLES[role])).into_iter().collect(),
                since: minutes(0),
                until: minutes(if *valid { 1000 } else { 30 }),
            })
            .collect();
        directory
    }

    fn change(&self, directory: &Directory) -> (&'static Process, Change) {
        static PROCESSES: OnceLock<Vec<Process>> = OnceLock::new();
        let read = |need: &&str| {
            process(&format!(
                "approvals: {{rules: [{{rule: r, need: {need}}}]}}"
            ))
        };
        let process = &PROCESSES.get_or_init(|| NEEDS.iter().map(read).collect())[self.need];
        let mut change = change(process, directory, "{}");
        change.who.requester = name(self.requester);
        change.who.authors = self.authors.iter().map(|author| name(*author)).collect();
        change.who.implementer = self.implementer.map(name);
        for (minute, (account, kind)) in (1..).zip(&self.answers) {
            let given = if *kind == 0 {
                Answer::Abstained
            } else {
                Answer::Approved
            };
            answer(&mut change, name(*account).as_str(), given, minutes(minute));
        }
        (process, change)
    }

    /// Accounts that are one human with this one, by walking the links one by one.
    fn humans(&self, account: usize) -> BTreeSet<usize> {
        let edges: Vec<(usize, usize)> = (0..ACCOUNTS)
            .flat_map(|one| {
                let principal = (self.kinds[one] == 0).then_some((one, self.principal[one]));
                self.also[one]
                    .map(|other| (one, other))
                    .into_iter()
                    .chain(principal)
            })
            .collect();
        let mut found = BTreeSet::from([account]);
        for _ in 0..ACCOUNTS {
            for (one, other) in &edges {
                if found.contains(one) || found.contains(other) {
                    found.extend([*one, *other]);
                }
            }
        }
        found
    }

    fn contributes(&self, account: usize) -> bool {
        let contributors = [self.requester]
            .into_iter()
            .chain(self.authors.iter().copied())
            .chain(self.implementer);
        contributors
            .into_iter()
            .any(|contributor| self.humans(contributor).contains(&account))
    }

    /// Roles in which an account may lawfully approve at minute 60, straight from the rules.
    fn lawful_roles(&self, account: usize) -> BTreeSet<RoleId> {
        let own = |who: usize| {
            self.roles[who]
                .iter()
                .map(|role| id::<RoleId>(ROLES[*role]))
                .collect::<BTreeSet<_>>()
        };
        let clean = |who: usize| self.kinds[who] != 0 && !self.contributes(who);
        if !clean(account) {
            return BTreeSet::new();
        }
        let mut roles = own(account);
        for (from, to, role, valid) in &self.delegations {
            if *to == account && *valid && clean(*from) {
                let given = own(*from);
                roles.extend(
                    given
                        .into_iter()
                        .filter(|one| role.is_none_or(|role| one.as_str() == ROLES[role])),
                );
            }
        }
        roles
    }

    /// For each slot the humans whose last answer can fill it.
    fn edges(&self, slots: &[Slot]) -> Vec<Vec<usize>> {
        let mut last: Vec<(BTreeSet<usize>, usize, u8)> = Vec::new();
        for (account, kind) in &self.answers {
            let human = self.humans(*account);
            last.retain(|(other, _, _)| *other != human);
            last.push((human, *account, *kind));
        }
        slots
            .iter()
            .map(|slot| {
                let fits = |(_, account, kind): &(BTreeSet<usize>, usize, u8)| {
                    let roles = self.lawful_roles(*account);
                    *kind != 0
                        && slot
                            .eligible
                            .iter()
                            .any(|eligible| roles.contains(&eligible.role))
                };
                (0..last.len())
                    .filter(|index| fits(&last[*index]))
                    .collect()
            })
            .collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases * 4, ..ProptestConfig::default() })]

    #[test]
    fn matching_fills_as_many_rows_as_any_assignment(
        edges in prop::collection::vec(prop::collection::btree_set(0..6usize, 0..5), 0..7),
    ) {
        let edges: Vec<Vec<usize>> = edges.into_iter().map(|row| row.into_iter().collect()).collect();
        let found = matching(&edges, 6, |_, _| true);
        let used: Vec<usize> = found.iter().flatten().copied().collect();
        prop_assert_eq!(used.iter().collect::<BTreeSet<_>>().len(), used.len(), "a column is used twice");
        for (row, column) in found.iter().enumerate() {
            prop_assert!(column.is_none_or(|column| edges[row].contains(&column)));
        }
        prop_assert_eq!(used.len(), brute_force(&edges, &mut BTreeSet::new()));
    }

    // T1, T2, T9, I7: nobody who contributed, no agent, no delegate of either, and no human twice is counted; and
    // exactly as much is counted as the slow implementation finds.
    #[test]
    fn no_counted_approval_is_by_a_contributor(world in world()) {
        let directory = world.directory();
        let (process, change) = world.change(&directory);
        let counted = change.ballot(electors(process, &directory, minutes(60))).tally(Timing::Before);
        let mut humans = BTreeSet::new();
        for (slot, person) in &counted.filled {
            let account = (0..ACCOUNTS).find(|account| name(*account) == *person).unwrap();
            prop_assert!(!world.contributes(account), "{person} contributed");
            prop_assert!(world.kinds[account] != 0, "{person} is an agent");
            let slot = change.authority.slots.iter().find(|known| known.id == *slot).unwrap();
            let roles = world.lawful_roles(account);
            prop_assert!(slot.eligible.iter().any(|eligible| roles.contains(&eligible.role)));
            prop_assert!(humans.insert(world.humans(account)), "{person} is counted twice");
        }
        prop_assert_eq!(counted.filled.len() + counted.missing.len(), change.authority.slots.len());
        let most = brute_force(&world.edges(&change.authority.slots), &mut BTreeSet::new());
        prop_assert_eq!(counted.filled.len(), most);
    }
}
