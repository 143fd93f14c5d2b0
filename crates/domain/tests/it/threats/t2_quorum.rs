//! T2: a quorum is filled by as many humans as it has places, by their last answers.

use placet_domain::approval::Answer;
use placet_domain::change::Event;
use placet_domain::people::{Directory, Person, PersonKind};
use serde_json::json;

use super::organization::{Organization, Told, name, processes};

/// u0 asks; u1 to u7 are humans with these roles.
fn organization(need: usize, roles: &[(u64, &[&str])]) -> Organization {
    let mut new = Organization::new(1, false);
    new.need = need;
    new.process = &processes(false)[need];
    new.directory = Directory::default();
    for account in 0..8 {
        let held = roles.iter().find(|(who, _)| *who == account);
        let person = Person {
            name: "N".to_owned(),
            email: None,
            kind: PersonKind::Human,
            principal: None,
            also: Vec::new(),
            roles: held
                .map(|(_, roles)| roles.iter().map(|role| role.parse().unwrap()).collect())
                .unwrap_or_default(),
        };
        new.directory.people.insert(name(account), person);
    }
    let request = json!({"process": "small", "model": "normal", "fields": {"title": "t"}});
    let request = serde_json::from_value(request).unwrap();
    new.ask(Some(name(0)), placet_domain::change::Command::Open(request));
    new.says(&name(0), "submit", json!({}));
    new
}

fn authorized(told: &Told) -> bool {
    let events = told.answer.as_ref();
    events.is_ok_and(|events| {
        events
            .iter()
            .any(|event| matches!(event, Event::ChangeAuthorized { .. }))
    })
}

#[test]
fn t2_one_person_under_two_roles_fills_one_place() {
    let mut o = organization(0, &[(1, &["a", "b"]), (2, &["b"])]);
    assert!(!authorized(&o.answers(&name(1), Answer::Approved)));
    assert!(!authorized(&o.answers(&name(1), Answer::Approved)));
    assert!(authorized(&o.answers(&name(2), Answer::Approved)));
}

#[test]
fn t2_two_accounts_of_one_human_fill_one_place() {
    let mut o = organization(1, &[(1, &["a"]), (2, &["b"]), (3, &["c"])]);
    o.directory.people.get_mut(&name(2)).unwrap().also = vec![name(1)];
    assert!(!authorized(&o.answers(&name(1), Answer::Approved)));
    assert!(!authorized(&o.answers(&name(2), Answer::Approved)));
    assert!(authorized(&o.answers(&name(3), Answer::Approved)));
}

#[test]
fn t2_the_last_answer_counts() {
    let mut o = organization(1, &[(1, &["a"]), (2, &["b"])]);
    for answer in [
        Answer::Approved,
        Answer::Abstained,
        Answer::Approved,
        Answer::Abstained,
    ] {
        assert!(!authorized(&o.answers(&name(1), answer)));
    }
    assert!(!authorized(&o.answers(&name(2), Answer::Approved)));
    assert!(authorized(&o.answers(&name(1), Answer::Approved)));
}

#[test]
fn t2_a_rejection_ends_the_round_and_takes_its_approvals_along() {
    let mut o = organization(1, &[(1, &["a"]), (2, &["b"])]);
    assert!(!authorized(&o.answers(&name(1), Answer::Approved)));
    o.answers(&name(2), Answer::Rejected).answer.unwrap();
    o.answers(&name(2), Answer::Approved).answer.unwrap_err();
    o.says(&name(0), "submit", json!({})).answer.unwrap();
    assert!(!authorized(&o.answers(&name(2), Answer::Approved)));
    assert!(authorized(&o.answers(&name(1), Answer::Approved)));
}

#[test]
fn t2_a_delegate_is_one_person_for_themselves_and_for_others() {
    let mut o = organization(0, &[(1, &["a"]), (2, &["b"]), (3, &["b"])]);
    o.directory
        .delegations
        .push(placet_domain::people::Delegation {
            from: name(2),
            to: name(1),
            roles: Default::default(),
            since: o.now,
            until: "2036-01-01T00:00:00Z".parse().unwrap(),
        });
    assert!(!authorized(&o.answers(&name(1), Answer::Approved)));
    assert!(authorized(&o.answers(&name(3), Answer::Approved)));
}
