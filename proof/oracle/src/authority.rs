//! I2, I8: every forward step is preceded by the authorization of the digest in force. I7: the approvers are allowed to
//! approve.

use std::collections::BTreeSet;

use placet_domain::approval::Answer;
use placet_domain::change::Event;
use placet_domain::digest::Digest;
use placet_domain::plan::Direction;
use placet_domain::{ChangeId, PersonId};

use super::case::Case;
use super::history::Stream;
use super::violation::Violation;

#[derive(Default)]
struct Authority {
    digest: Option<Digest>,
    authorized: Option<Digest>,
    started: Option<Digest>,
    approved: BTreeSet<(Digest, PersonId)>,
    /// The people who requested, wrote or carry out the change.
    involved: BTreeSet<PersonId>,
}

pub(super) fn check(case: &Case) -> Vec<Violation> {
    case.history.each_stream(stream_of)
}

fn stream_of(change: ChangeId, stream: &Stream) -> Vec<Violation> {
    let mut known = Authority::default();
    let mut found = Vec::new();
    for entry in &stream.0 {
        for (law, what) in known.take(entry.event(), entry.recorded.by.as_ref()) {
            found.push(Violation::new(
                law,
                format!("{change} version {}: {what}", entry.version),
            ));
        }
    }
    found
}

impl Authority {
    fn take(&mut self, event: &Event, by: Option<&PersonId>) -> Vec<(&'static str, String)> {
        let mut found = Vec::new();
        match event {
            Event::ChangeOpened(opened) => self.involved.extend([opened.requester.clone()]),
            Event::ChangeEdited(_) => self.involved.extend(by.cloned()),
            Event::DigestChanged { digest, .. } => {
                (self.digest, self.authorized) = (Some(*digest), None);
                // This is permanent: undoing the edit does not bring any vote back.
                self.approved.clear();
            }
            Event::ApprovalGiven { approval, .. } => {
                let vote = (approval.digest, approval.person.clone());
                match approval.answer {
                    Answer::Approved => self.approved.insert(vote),
                    _ => self.approved.remove(&vote),
                };
            }
            Event::ChangeAuthorized { digest, by } => {
                self.authorized = Some(*digest);
                if self.digest != Some(*digest) {
                    found.push((
                        "I8",
                        "authorized for another digest than the one in force".to_owned(),
                    ));
                }
                for person in by {
                    if !self.approved.contains(&(*digest, person.clone())) {
                        found.push((
                            "I2",
                            format!("`{person}` counts and has not approved this digest"),
                        ));
                    }
                    if self.involved.contains(person) {
                        found.push((
                            "I7",
                            format!("`{person}` counts and contributed to the change"),
                        ));
                    }
                }
            }
            Event::ChangeStarted {
                digest,
                implementer,
            } => {
                self.started = Some(*digest);
                self.involved.insert(implementer.clone());
            }
            Event::StepStarted {
                step,
                direction: Direction::Forward,
                ..
            } => {
                if self.authorized.is_none() || self.authorized != self.digest {
                    found.push(("I2", format!("`{step}` begins without authorization")));
                }
                if self.started != self.digest {
                    found.push((
                        "I8",
                        format!(
                            "`{step}` begins for another digest than the change was started for"
                        ),
                    ));
                }
            }
            _ => {}
        }
        found
    }
}
