//! Processes, people, tokens, passwords and sessions are as they were last set, and each change to them is an event.

use placet_domain::digest::Digest;
use placet_domain::organization::OrganizationEvent;
use placet_domain::people::{Delegation, Directory, Person};
use placet_store::{Session, StoreError, Token};

use crate::fixture::{Fixture, ada, at, stamp};
use crate::organize;

fn directory() -> Directory {
    let person = Person {
        name: "Ada".to_owned(),
        email: None,
        kind: Default::default(),
        principal: None,
        also: Vec::new(),
        roles: ["manager".parse().unwrap()].into(),
    };
    Directory {
        people: [(ada(), person)].into(),
        ..Directory::default()
    }
}

pub(crate) fn processes_keep_their_versions(fixture: &mut Fixture) {
    let name = "acgs-1".parse().unwrap();
    let store = fixture.store();
    assert_eq!(store.current_process(&name).unwrap(), None);
    let old = organize::install(store, &stamp(1), &name, "process: old");
    let new = organize::install(store, &stamp(2), &name, "process: new");
    assert_eq!(store.process(&old).unwrap().unwrap().source, "process: old");
    assert_eq!(store.current_process(&name).unwrap().unwrap().digest, new);
    assert_eq!(store.current_processes().unwrap().len(), 1);
    assert_eq!(
        store
            .process_versions(&name)
            .unwrap()
            .iter()
            .map(|one| one.digest)
            .collect::<Vec<_>>(),
        [new, old]
    );
    // Going back to the old version is a third event.
    organize::install(store, &stamp(4), &name, "process: old");
    assert_eq!(store.organization_events(0, 10).unwrap().len(), 3);
    fixture.reopen();
    assert_eq!(
        fixture
            .store()
            .current_process(&name)
            .unwrap()
            .unwrap()
            .digest,
        old
    );
}

pub(crate) fn people_and_delegations_are_kept(fixture: &mut Fixture) {
    let process = "acgs-1".parse().unwrap();
    assert_eq!(fixture.store().directory(&process).unwrap(), None);
    organize::set_people(fixture.store(), &stamp(1), &process, &directory());
    let delegation = Delegation {
        from: ada(),
        to: "grace".parse().unwrap(),
        roles: Default::default(),
        since: at(0),
        until: at(100),
    };
    organize::delegate(fixture.store(), &stamp(2), &process, &delegation);
    fixture.reopen();
    let expected = Directory {
        delegations: vec![delegation.clone()],
        ..directory()
    };
    assert_eq!(fixture.store().directory(&process).unwrap(), Some(expected));
    let events = fixture.store().organization_events(0, 10).unwrap();
    assert_eq!((events.len(), events[1].0), (2, 2));
    assert_eq!(
        events[1].1.event,
        OrganizationEvent::DelegationGranted {
            process,
            delegation,
            reason: String::new(),
        }
    );
}

pub(crate) fn tokens_are_found_by_hash_until_revoked(fixture: &mut Fixture) {
    let token = Token {
        id: "t1".to_owned(),
        hash: Digest::of_bytes(b"secret"),
        person: ada(),
        scopes: vec!["read".to_owned()],
        expires: Some("2027-01-01T00:00:00Z".parse().unwrap()),
        revoked: false,
        last_used: None,
    };
    let store = fixture.store();
    organize::issue_token(store, &stamp(1), &token).unwrap();
    let twice = Token {
        id: "t2".to_owned(),
        ..token.clone()
    };
    assert!(matches!(
        organize::issue_token(store, &stamp(1), &twice),
        Err(StoreError::Invalid { .. })
    ));
    assert_eq!(
        store.token_by_hash(&token.hash).unwrap(),
        Some(token.clone())
    );
    assert_eq!(store.token_by_hash(&Digest::of_bytes(b"t1")).unwrap(), None);
    let used = "2026-05-05T05:05:05Z".parse().unwrap();
    store.note_token_use("t1", used).unwrap();
    organize::revoke_token(store, &stamp(2), "t1");
    fixture.reopen();
    let expected = Token {
        revoked: true,
        last_used: Some(used),
        ..token
    };
    assert_eq!(fixture.store().tokens(Some(&ada())).unwrap(), [expected]);
    // It was issued and revoked, and the events contain nothing of the secret or its hash.
    let events = fixture.store().organization_events(0, 10).unwrap();
    assert_eq!(events.len(), 2);
    assert!(!format!("{events:?}").contains(&Digest::of_bytes(b"secret").to_string()));
}

pub(crate) fn passwords_and_sessions(fixture: &mut Fixture) {
    let store = fixture.store();
    assert_eq!(store.password_hash(&ada()).unwrap(), None);
    organize::set_password(store, &stamp(1), "ada", "$argon2id$one");
    organize::set_password(store, &stamp(2), "ada", "$argon2id$two");
    assert_eq!(
        store.password_hash(&ada()).unwrap().as_deref(),
        Some("$argon2id$two")
    );
    assert!(!format!("{:?}", store.organization_events(0, 10).unwrap()).contains("argon2id"));

    let session = |secret: &[u8], expires| Session {
        hash: Digest::of_bytes(secret),
        person: ada(),
        expires: at(expires).round(jiff::Unit::Second).unwrap(),
        csrf: "token".to_owned(),
    };
    let (one, two) = (session(b"one", 10), session(b"two", 20));
    store.open_session(&one).unwrap();
    store.open_session(&two).unwrap();
    assert_eq!(store.session(&one.hash).unwrap().as_ref(), Some(&one));
    assert_eq!(store.forget_sessions(at(15)).unwrap(), 1);
    assert_eq!(
        (
            store.session(&one.hash).unwrap(),
            store.end_sessions_of(&ada()).unwrap()
        ),
        (None, 1)
    );
    store.open_session(&two).unwrap();
    store.end_session(&two.hash).unwrap();
    assert_eq!(store.session(&two.hash).unwrap(), None);
}
