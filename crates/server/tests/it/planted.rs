//! Events of the organizations that no rule has decided, as an older store may hold them.

use jiff::Timestamp;
use placet_domain::digest::Digest;
use placet_domain::organization::{AsOf, OrganizationEvent};
use placet_store::{Kept, OrganizationAppend};

use crate::house::House;

impl House {
    /// Appends an event of the organizations that no rule has decided.
    pub(crate) fn append(&self, event: OrganizationEvent, kept: Kept) {
        let append = OrganizationAppend {
            at: self.engine.now(),
            by: None,
            as_of: AsOf::default(),
            events: vec![event],
            kept,
            key: None,
        };
        self.engine.store().append_organization(append).unwrap();
        // The engine checks again at once when it gets a call.
        drop(self.engine.revoke_token(None, "no-such-token"));
    }

    /// Returns a token of a person, whatever it may do.
    pub(crate) fn token(&self, person: &str, scopes: &str) -> String {
        self.planted_token(person, scopes, None)
    }

    /// The same, valid until an instant that may be over.
    pub(crate) fn planted_token(
        &self,
        person: &str,
        scopes: &str,
        expires: Option<Timestamp>,
    ) -> String {
        let secret = format!("plc_{:032x}{:032x}", self.engine.draw(), self.engine.draw());
        let scopes = scopes.split(' ').filter(|scope| !scope.is_empty());
        let issued = OrganizationEvent::TokenIssued {
            token: format!("t{:010x}", self.engine.draw() >> 88),
            person: person.parse().unwrap(),
            scopes: scopes.map(str::to_owned).collect(),
            expires,
            reason: String::new(),
        };
        let kept = Kept {
            token: Some(Digest::of_bytes(secret.as_bytes())),
            ..Kept::default()
        };
        self.append(issued, kept);
        secret
    }
}
