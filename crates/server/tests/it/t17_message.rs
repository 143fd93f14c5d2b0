//! Messages to a hook, signed as Standard Webhooks specifies, for the tests of T17.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use placet_domain::organization::{HookSecret, OrganizationEvent};
use placet_store::Kept;
use serde_json::json;
use sha2::Sha256;

use crate::house::{AGENT, Answer, Call, House, REQUESTER, call};

pub(crate) const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
pub(crate) const OTHER: &str = "whsec_b3RoZXItb3RoZXItb3RoZXItb3RoZXIt";
pub(crate) const PATH: &str = "/api/v1/hooks/build";

pub(crate) fn secret(secret: &str, until: Option<Timestamp>) -> HookSecret {
    HookSecret {
        reference: format!("file:{secret}"),
        until,
    }
}

/// A hook as an older event may have left it, whatever today's rules say.
pub(crate) fn set(house: &House, name: &str, person: &str, secrets: Vec<HookSecret>) {
    let set = OrganizationEvent::HookSet {
        hook: name.parse().unwrap(),
        person: person.parse().unwrap(),
        secrets,
        reason: String::new(),
    };
    house.append(set, Kept::default());
}

/// A message that is being written, correct in every part.
#[derive(Clone)]
pub(crate) struct Message {
    pub(crate) id: String,
    pub(crate) timestamp: String,
    pub(crate) body: Vec<u8>,
    pub(crate) secret: &'static str,
}

impl Message {
    pub(crate) fn signature(&self) -> String {
        let key = STANDARD
            .decode(self.secret.trim_start_matches("whsec_"))
            .unwrap();
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
        mac.update(format!("{}.{}.", self.id, self.timestamp).as_bytes());
        mac.update(&self.body);
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }

    pub(crate) fn call(&self) -> Call {
        call("POST", PATH)
            .header("webhook-id", &self.id)
            .header("webhook-timestamp", &self.timestamp)
            .header("webhook-signature", &self.signature())
            .body(self.body.clone())
    }
}

/// Returns a house with the hook `build`, a change, and a comment that has not been sent yet.
pub(crate) async fn begin() -> (House, String, Message) {
    let house = House::new();
    let number = house.open_standard().await;
    set(&house, "build", AGENT, vec![secret(SECRET, None)]);
    let message = comment(&house, &number, "the build is green");
    (house, number, message)
}

pub(crate) fn comment(house: &House, number: &str, text: &str) -> Message {
    let body = json!({"type": "change.comment", "data": {"change": number, "text": text}});
    Message {
        id: "msg_1".to_owned(),
        timestamp: house.engine.now().as_second().to_string(),
        body: body.to_string().into_bytes(),
        secret: SECRET,
    }
}

pub(crate) async fn events(house: &House, number: &str) -> usize {
    let token = house.as_person(REQUESTER);
    let all = house
        .get(&format!("/api/v1/changes/{number}/events"), &token)
        .await;
    let all = all.json();
    all["items"].as_array().or(all.as_array()).unwrap().len()
}

/// The answer to every sender who is not accepted.
pub(crate) fn uniform(answer: &Answer) -> String {
    let problem = answer.json();
    assert_eq!(answer.status, 401, "{}", answer.text);
    format!(
        "{} {} {}",
        problem["title"], problem["detail"], problem["reasons"]
    )
}
