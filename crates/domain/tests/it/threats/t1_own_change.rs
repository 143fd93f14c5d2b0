//! T1: nobody approves a change of their own, however they come to it.
//!
//! Random people, roles, agents, linked accounts, delegations and edits; the judge below knows only what was asked and
//! what was answered, keeps no state of the product's, and walks links and counts quorums by trying everything.

use std::collections::BTreeSet;

use placet_domain::approval::Answer;
use placet_domain::change::{Command, Event};
use placet_domain::digest::Digest;
use placet_domain::people::{Directory, PersonKind};
use placet_domain::{PersonId, RoleId};
use placet_proof::{Report, Rng, Settings};

use super::organization::{NEEDS, Organization, Told};

/// What the judge remembers.
#[derive(Default)]
struct Judge {
    requester: Option<PersonId>,
    editors: BTreeSet<PersonId>,
    starter: Option<PersonId>,
    digest: Option<Digest>,
    round: u32,
    /// Answers in order: who, which, for which digest, in which round, and whether after the start.
    answers: Vec<(PersonId, Answer, Digest, u32, bool)>,
    /// How often an own change was tried to be approved, and how often approvals were counted.
    denied: u64,
    counted: u64,
}

/// Every account of the same human: links and principals in both directions, until nothing more is found.
fn human(directory: &Directory, account: &PersonId) -> BTreeSet<PersonId> {
    let mut found = vec![account.clone()];
    let mut at = 0;
    while let Some(one) = found.get(at).cloned() {
        at += 1;
        for (id, person) in &directory.people {
            let mut ends: Vec<&PersonId> = person.also.iter().collect();
            ends.extend(&person.principal);
            for end in ends {
                for (from, to) in [(id, end), (end, id)] {
                    if *from == one && !found.contains(to) {
                        found.push(to.clone());
                    }
                }
            }
        }
    }
    found.into_iter().collect()
}

impl Judge {
    fn contributes(&self, directory: &Directory, account: &PersonId) -> bool {
        let accounts = human(directory, account);
        let all = self
            .requester
            .iter()
            .chain(&self.editors)
            .chain(&self.starter);
        all.into_iter().any(|one| accounts.contains(one))
    }

    fn may_count(&self, directory: &Directory, account: &PersonId) -> bool {
        let person = directory.people.get(account);
        person.is_some_and(|person| person.kind == PersonKind::Human)
            && !self.contributes(directory, account)
    }

    /// The roles in which a person's approval may be counted at an instant.
    fn roles(&self, organization: &Organization, account: &PersonId) -> BTreeSet<RoleId> {
        let directory = &organization.directory;
        if !self.may_count(directory, account) {
            return BTreeSet::new();
        }
        let mut roles = directory.people[account].roles.clone();
        for given in &directory.delegations {
            let valid = given.since <= organization.now && organization.now < given.until;
            if valid && given.to == *account && self.may_count(directory, &given.from) {
                let held = &directory.people[&given.from].roles;
                let handed = |role: &&RoleId| given.roles.is_empty() || given.roles.contains(*role);
                roles.extend(held.iter().filter(handed).cloned());
            }
        }
        roles
    }

    /// Humans whose last answer for what is asked now is yes, each with the account that gave it.
    fn yes(&self, directory: &Directory, after: bool) -> Vec<PersonId> {
        let mut last: Vec<(BTreeSet<PersonId>, &PersonId, Answer)> = Vec::new();
        for (person, answer, digest, round, late) in &self.answers {
            let counts = Some(*digest) == self.digest && *late == after;
            if counts && (after || *round == self.round) {
                let accounts = human(directory, person);
                last.retain(|(other, _, _)| *other != accounts);
                last.push((accounts, person, *answer));
            }
        }
        let yes = last
            .into_iter()
            .filter(|(_, _, answer)| *answer == Answer::Approved);
        yes.map(|(_, person, _)| person.clone()).collect()
    }

    /// Whether distinct humans fill every place, by trying every assignment.
    fn is_complete(&self, organization: &Organization, places: &[&[&str]], after: bool) -> bool {
        fn fill(places: &[&[&str]], people: &[BTreeSet<RoleId>], used: &mut Vec<usize>) -> bool {
            let Some((first, rest)) = places.split_first() else {
                return true;
            };
            for (index, roles) in people.iter().enumerate() {
                let fits = first
                    .iter()
                    .any(|role| roles.iter().any(|r| r.as_str() == *role));
                if fits && !used.contains(&index) {
                    used.push(index);
                    if fill(rest, people, used) {
                        return true;
                    }
                    used.pop();
                }
            }
            false
        }
        let people: Vec<_> = self
            .yes(&organization.directory, after)
            .iter()
            .map(|person| self.roles(organization, person))
            .collect();
        fill(places, &people, &mut Vec::new())
    }

    /// What is wrong with what was answered.
    fn hears(&mut self, organization: &Organization, told: &Told) -> Vec<String> {
        let directory = &organization.directory;
        let mut wrong = Vec::new();
        let is_answer = matches!(
            told.asked,
            Command::Approve(_) | Command::Reject(_) | Command::Abstain(_)
        );
        let by = told.by.clone();
        let own = by
            .as_ref()
            .is_some_and(|by| self.contributes(directory, by));
        let events = match &told.answer {
            Ok(events) => events,
            Err(_) => {
                self.denied += u64::from(is_answer && own);
                return wrong;
            }
        };
        if is_answer && let Some(by) = by.as_ref().filter(|by| !self.may_count(directory, by)) {
            wrong.push(format!("{by} may not answer and was heard at {}", told.at));
        }
        for event in events {
            wrong.extend(self.follows(organization, by.as_ref(), &told.asked, event));
        }
        wrong
    }

    fn follows(
        &mut self,
        organization: &Organization,
        by: Option<&PersonId>,
        asked: &Command,
        event: &Event,
    ) -> Vec<String> {
        let directory = &organization.directory;
        let counted = |people: &[PersonId], judge: &mut Self| {
            judge.counted += people.len() as u64;
            let unlawful = people.iter().filter(|one| !judge.may_count(directory, one));
            unlawful
                .map(|one| format!("{one} contributed, or is no human, and was counted"))
                .collect::<Vec<_>>()
        };
        let places = NEEDS[organization.need].1;
        match event {
            Event::ChangeOpened(opened) => {
                self.requester = by.cloned();
                if !opened.plan.steps.is_empty() {
                    self.editors.extend(by.cloned());
                }
            }
            Event::ChangeEdited(edited) => {
                let plan = matches!(asked, Command::Edit(edit) if edit.plan.is_some());
                assert!(edited.plan.is_none() || plan);
                if edited.plan.is_some() {
                    self.editors.extend(by.cloned());
                }
            }
            Event::ChangeSubmitted { round } => self.round = *round,
            Event::DigestChanged { digest, .. } => {
                self.digest = Some(*digest);
                self.answers.clear();
            }
            Event::ApprovalGiven { approval, .. } => {
                let late = self.starter.is_some();
                self.answers.push((
                    approval.person.clone(),
                    approval.answer,
                    approval.digest,
                    self.round,
                    late,
                ));
            }
            Event::ChangeStarted { .. } => self.starter = by.cloned(),
            Event::ChangeAuthorized { by, .. } => {
                let mut wrong = counted(by, self);
                if !self.is_complete(organization, places, false) {
                    wrong
                        .push("authorized, and no assignment of lawful people fills it".to_owned());
                }
                return wrong;
            }
            Event::ChangeRatified { by } => {
                let mut wrong = counted(by, self);
                if !self.is_complete(organization, &[&["c"]], true) {
                    wrong.push("ratified, and nobody lawful did".to_owned());
                }
                return wrong;
            }
            Event::StepStarted { .. } if !self.is_complete(organization, places, false) => {
                return vec!["a step begins that no lawful people approved".to_owned()];
            }
            _ => {}
        }
        Vec::new()
    }
}

/// Plays one case and gives what the judge found, and how much there was to judge.
fn play(seed: u64, lawless: bool) -> (Vec<String>, Judge) {
    let mut organization = Organization::new(seed, lawless);
    let mut judge = Judge::default();
    let opened = organization.open();
    let mut wrong = judge.hears(&organization, &opened);
    if let Some(requester) = judge.requester.clone() {
        let told = organization.says(&requester, "submit", serde_json::json!({}));
        wrong.extend(judge.hears(&organization, &told));
    }
    for _ in 0..24 {
        if let Some(told) = organization.step() {
            wrong.extend(judge.hears(&organization, &told));
        }
    }
    (wrong, judge)
}

// T1, I7
#[test]
fn t1_no_counted_approval_is_by_a_contributor() {
    let settings = Settings::from_environment(5_000);
    let mut report = Report::begin("own-change", settings);
    let mut seeds = Rng::new(settings.seed);
    for _ in 0..settings.units {
        let seed = seeds.draw();
        let (wrong, judge) = play(seed, false);
        assert!(
            wrong.is_empty(),
            "case {seed} of seed {}: {wrong:?}",
            settings.seed
        );
        report.add("random organizations", 1);
        report.add("approvals counted", judge.counted);
        report.add("contributors denied", judge.denied);
    }
    report.end();
}

/// The control: a process that lets contributors approve must be found out by the same judge.
#[test]
fn t1_the_judge_finds_contributors_where_a_process_allows_them() {
    let found = (0..2_000)
        .filter(|seed| !play(*seed, true).0.is_empty())
        .count();
    assert!(found > 50, "found in {found} of 2000");
}

// T1: what is refused goes on record with its code.
#[test]
fn t1_a_contributor_who_approves_is_on_record() {
    let mut seen = BTreeSet::new();
    for seed in 0..400 {
        let mut organization = Organization::new(seed, false);
        organization.open();
        let Some(requester) = organization
            .change
            .as_ref()
            .map(|c| c.who.requester.clone())
        else {
            continue;
        };
        organization.says(&requester, "submit", serde_json::json!({}));
        let told = organization.answers(&requester, Answer::Approved);
        let Err(rejection) = told.answer else {
            panic!("seed {seed}: the requester approved");
        };
        let refusals = &organization.change.as_ref().unwrap().refusals;
        let last = refusals
            .last()
            .unwrap_or_else(|| panic!("seed {seed}: {rejection:?}"));
        assert_eq!((&last.by, last.verb.as_str()), (&requester, "approve"));
        seen.extend(last.codes.clone());
    }
    let expected = ["agents_never_approve", "requester_may_not_approve"];
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), expected);
}
