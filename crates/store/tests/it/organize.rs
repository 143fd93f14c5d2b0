//! Short ways to append to the organizations, without the rules that normally decide on such an append.

use jiff::Timestamp;
use placet_domain::digest::Digest;
use placet_domain::organization::{AsOf, OrganizationEvent as Event};
use placet_domain::people::{Delegation, Directory};
use placet_domain::{PersonId, ProcessName};
use placet_store::{Kept, OrganizationAppend, OrganizationReceipt, Store, StoreError, Token};

/// When and by whom.
#[derive(Clone)]
pub(crate) struct Stamp {
    pub(crate) at: Timestamp,
    pub(crate) by: Option<PersonId>,
}

type Done = Result<OrganizationReceipt, StoreError>;

pub(crate) fn organize(store: &Store, stamp: &Stamp, event: Event, kept: Kept) -> Done {
    store.append_organization(OrganizationAppend {
        at: stamp.at,
        by: stamp.by.clone(),
        as_of: AsOf::default(),
        events: vec![event],
        kept,
        key: None,
    })
}

pub(crate) fn install(store: &Store, stamp: &Stamp, name: &ProcessName, source: &str) -> Digest {
    let digest = Digest::of_bytes(source.as_bytes());
    let event = Event::ProcessInstalled {
        process: name.clone(),
        digest,
        reason: String::new(),
    };
    let kept = Kept {
        source: Some(source.to_owned()),
        ..Kept::default()
    };
    organize(store, stamp, event, kept).unwrap();
    digest
}

pub(crate) fn set_people(store: &Store, stamp: &Stamp, process: &ProcessName, all: &Directory) {
    let event = Event::PeopleReplaced {
        process: process.clone(),
        directory: all.clone(),
        reason: String::new(),
    };
    organize(store, stamp, event, Kept::default()).unwrap();
}

pub(crate) fn delegate(store: &Store, stamp: &Stamp, process: &ProcessName, given: &Delegation) {
    let event = Event::DelegationGranted {
        process: process.clone(),
        delegation: given.clone(),
        reason: String::new(),
    };
    organize(store, stamp, event, Kept::default()).unwrap();
}

pub(crate) fn issue_token(store: &Store, stamp: &Stamp, token: &Token) -> Done {
    let event = Event::TokenIssued {
        token: token.id.clone(),
        person: token.person.clone(),
        scopes: token.scopes.clone(),
        expires: token.expires,
        reason: String::new(),
    };
    let kept = Kept {
        token: Some(token.hash),
        ..Kept::default()
    };
    organize(store, stamp, event, kept)
}

pub(crate) fn revoke_token(store: &Store, stamp: &Stamp, token: &str) {
    let event = Event::TokenRevoked {
        token: token.to_owned(),
        reason: String::new(),
    };
    organize(store, stamp, event, Kept::default()).unwrap();
}

pub(crate) fn set_password(store: &Store, stamp: &Stamp, person: &str, hash: &str) {
    let person = person.parse().unwrap();
    let kept = Kept {
        password: Some(hash.to_owned()),
        ..Kept::default()
    };
    organize(store, stamp, Event::PasswordSet { person }, kept).unwrap();
}
