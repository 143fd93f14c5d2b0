//! Plans at random: every kind of step, alone and beside others, that works, fails, or is undone badly.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::target::Target;
use placet_proof::Rng;

/// Appends one line to the effects, then ends as told: `effect FILE KIND BEFORE AFTER CODE FROM_ATTEMPT MENDED PRINTS`.
/// The shell's own `echo` is one write to a file opened for appending, so lines never mix.
const EFFECT: &str = r#"[ "$3" = 0 ] || sleep "$3"
echo "$2 $PLACET_CHANGE $PLACET_STEP $PLACET_DIRECTION $PLACET_ATTEMPT $PLACET_FENCE" >> "$1"
[ "$4" = 0 ] || sleep "$4"
[ "$PLACET_ATTEMPT" -ge "$6" ] || exit 1
[ "$7" = - ] || [ -e "$7" ] || exit 1
[ "$8" = 0 ] || printf "%$8s" "$PLACET_CHANGE $PLACET_STEP $PLACET_DIRECTION $PLACET_ATTEMPT"
exit "$5""#;

/// Checks whether the step's effect is there.
const PROBE: &str = r#"grep -q "^do $PLACET_CHANGE $PLACET_STEP forward " "$1""#;

/// Files, and links, that many changes want, one at a time.
const SHARED: u64 = 3;

/// A change to be opened.
pub(crate) struct Draft {
    /// Its name on the target side, where its id is not known before it runs.
    pub(crate) tag: String,
    /// The body that opens it.
    pub(crate) body: Value,
}

/// Draws a change.
pub(crate) fn draft(rng: &mut Rng, tag: &str, target: &Target) -> Draft {
    let emergency = rng.percent(25);
    let mut fields = json!({"title": format!("Change {tag}"), "description": "x", "reason": tag, "services": ["web"]});
    let more = if emergency {
        json!({"incident": "INC-1", "impact": "low", "likelihood": "low"})
    } else {
        json!({"template": "certificate"})
    };
    for (name, value) in more.as_object().unwrap() {
        fields[name] = value.clone();
    }
    let model = if emergency { "emergency" } else { "standard" };
    let plan = Drawing {
        rng,
        tag,
        target,
        used: HashSet::new(),
    }
    .plan();
    Draft {
        tag: tag.to_owned(),
        body: json!({"process": "itil4", "model": model, "fields": fields, "plan": plan}),
    }
}

struct Drawing<'a> {
    rng: &'a mut Rng,
    tag: &'a str,
    target: &'a Target,
    /// Files and links that the plan has a step for; two steps of one plan on one file would be its own conflict.
    used: HashSet<String>,
}

impl Drawing<'_> {
    fn plan(&mut self) -> Value {
        let count = 2 + self.rng.below(6);
        let failing = self.rng.percent(35).then(|| self.rng.below(count));
        let steps: Vec<Value> = (0..count)
            .map(|index| self.step(index, failing == Some(index)))
            .collect();
        let mut plan = json!({"steps": steps});
        if self.rng.percent(30) {
            let mended = self.rng.percent(15);
            plan["after_back_out"] = json!([self.effect("after", 0, 1, mended)]);
        }
        plan
    }

    fn step(&mut self, index: u64, fails: bool) -> Value {
        let id = format!("s{index}");
        let mut step = match self.rng.below(100) {
            _ if fails => self.command(3),
            0..30 => self.command(0),
            30..42 => self.retried(),
            42..56 => self.probed(),
            56..64 => self.http(&id, false),
            64..72 => self.http(&id, true),
            72..80 => self.write(),
            80..86 => self.install(),
            86..94 => {
                json!({"action": {"wait": format!("{}ms", 1 + self.rng.below(25))}, "undo": "none"})
            }
            _ => json!({"action": {"task": {"text": "look at it"}}, "undo": "none"}),
        };
        step["id"] = id.into();
        step["timeout"] = "60s".into();
        step["retry_pause"] = format!("{}ms", self.rng.below(4)).into();
        if index > 0 && self.rng.percent(60) {
            // Missing means after the one before; this is a graph of its own.
            let after: Vec<String> = (0..index)
                .filter(|_| self.rng.percent(35))
                .map(|earlier| format!("s{earlier}"))
                .collect();
            step["after"] = json!(after);
        }
        step
    }

    /// Returns an action that appends a line; it fails before an attempt, or until it is mended.
    fn effect(&mut self, kind: &str, code: u8, from_attempt: u32, until_mended: bool) -> Value {
        let before = *self
            .rng
            .choose(&["0", "0", "0", "0.005", "0.03", "0.15"])
            .unwrap();
        let after = *self
            .rng
            .choose(&["0", "0", "0.002", "0.01", "0.06"])
            .unwrap();
        // More than an event keeps, now and then: it becomes a blob.
        let prints = *self
            .rng
            .choose(&["0", "0", "0", "0", "0", "0", "5000"])
            .unwrap();
        let mended = match until_mended {
            true => self.target.mended(self.tag).display().to_string(),
            false => "-".to_owned(),
        };
        let file = self.target.effects_file().display().to_string();
        json!({"command": {"run": ["/bin/sh", "-c", EFFECT, "effect", file, kind, before, after, code.to_string(),
            from_attempt.to_string(), mended, prints]}})
    }

    /// Returns a command that is not idempotent and has no probe.
    fn command(&mut self, code: u8) -> Value {
        let mut step = json!({"action": self.effect("do", code, 1, false)});
        if self.rng.percent(30) {
            step["check"] = self.effect("check", 0, 1, false);
        }
        if self.rng.percent(6) {
            step["reversibility"] = "difficult".into();
        }
        if self.rng.percent(10) {
            step["undo_safe_if_partial"] = false.into();
        }
        step["undo"] = match self.rng.below(100) {
            0..70 => self.effect("undo", 0, 1, false),
            70..82 => self.effect("undo", 0, 3, false),
            82..90 => self.effect("undo", 0, 1, true),
            _ => "none".into(),
        };
        step
    }

    /// Returns an idempotent command that succeeds at the third attempt at the latest.
    fn retried(&mut self) -> Value {
        let from_attempt = 1 + u32::try_from(self.rng.below(3)).unwrap();
        json!({"action": self.effect("do", 0, from_attempt, false), "idempotent": true, "retries": 4,
            "undo": self.effect("undo", 0, 1, false)})
    }

    fn probed(&mut self) -> Value {
        let file = self.target.effects_file().display().to_string();
        json!({"action": self.effect("do", 0, 1, false), "undo": self.effect("undo", 0, 1, false),
            "probe": {"command": {"run": ["/bin/sh", "-c", PROBE, "probe", file]}}})
    }

    fn http(&mut self, id: &str, probed: bool) -> Value {
        let base = format!("http://{}", self.target.address);
        let tag = self.tag;
        let mut call = |kind: &str, direction: &str| {
            let pause = self.rng.below(30);
            json!({"http": {"method": "POST", "url": format!("{base}/effect/{kind}/{tag}/{id}/{direction}/{pause}/200")}})
        };
        let mut step =
            json!({"action": call("http-do", "forward"), "undo": call("http-undo", "undo")});
        if probed {
            step["probe"] = json!({"http": {"url": format!("{base}/probe/{tag}/{id}")}});
        }
        step
    }

    fn write(&mut self) -> Value {
        let file = format!("shared-{}", self.rng.below(SHARED));
        if !self.used.insert(file.clone()) {
            return self.command(0);
        }
        let path = self.target.dir.join("files").join(file);
        json!({"action": {"write": {"path": path, "content": self.tag}}, "undo": "previous"})
    }

    fn install(&mut self) -> Value {
        let live = format!("live-{}", self.rng.below(SHARED));
        if !self.used.insert(live.clone()) {
            return self.command(0);
        }
        let dir = &self.target.dir;
        let from = dir.join(*self.rng.choose(&["release-1", "release-2"]).unwrap());
        let into = dir.join("releases").join(&live);
        json!({"action": {"install": {"from": from, "into": into, "link": dir.join(live)}}, "undo": "previous"})
    }
}
