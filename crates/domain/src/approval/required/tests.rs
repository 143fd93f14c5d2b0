//! What the processes ask for.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use crate::approval::{Slot, Timing};
use crate::fixture::{change, change_of, people, process, shipped};

fn ids(slots: &[Slot]) -> Vec<&str> {
    slots.iter().map(|slot| slot.id.as_str()).collect()
}

fn asked(sections: &str, directory: &str, fields: &str) -> Vec<Slot> {
    change(&process(sections), &people(directory), fields)
        .authority
        .slots
}

fn need(need: &str) -> String {
    format!("approvals: {{rules: [{{rule: r, need: {need}}}]}}")
}

// 000.A1, 000.A2, 000.A3: all twenty rows of the matrix.
#[test]
fn the_matrix_of_rechain_asks_for_the_roles_of_its_rows() {
    let (process, directory) = shipped("rechain-dao");
    let first = [
        "infrastructure_lead",
        "development_lead",
        "database_administrator",
        "security_lead",
        "system_administrator",
    ];
    let categories = [
        "infrastructure",
        "application",
        "database",
        "security",
        "configuration",
    ];
    for (category, lead) in categories.into_iter().zip(first) {
        let roles = |model: &str| {
            let change = change_of(
                &process,
                &directory,
                model,
                &format!("category: {category}"),
            );
            change
                .authority
                .slots
                .iter()
                .map(|slot| slot.eligible[0].role.to_string())
                .collect::<Vec<_>>()
        };
        let is_security = category == "security";
        assert_eq!(roles("standard"), [lead]);
        assert_eq!(roles("minor"), [lead]);
        assert_eq!(
            roles("major"),
            if is_security {
                [lead, "ciso", "cto"]
            } else {
                [lead, "cto", "security_lead"]
            }
        );
        assert_eq!(
            roles("emergency"),
            if is_security {
                [lead, "ciso"]
            } else {
                [lead, "security_lead"]
            }
        );
    }
}

// 000.T2, 000.E4: an emergency is approved afterwards, within 24 hours.
#[test]
fn an_emergency_of_rechain_is_ratified_within_a_day() {
    let (process, directory) = shipped("rechain-dao");
    let change = change_of(&process, &directory, "emergency", "category: database");
    assert_eq!(
        ids(&change.authority.slots),
        [
            "roles/after/database_administrator",
            "roles/after/security_lead"
        ]
    );
    for slot in &change.authority.slots {
        assert_eq!(
            (slot.timing, slot.set.as_str()),
            (Timing::After, "roles/after")
        );
        assert_eq!(slot.within.unwrap().to_string(), "1d");
        assert!(slot.from.contains(&"000.E4".to_owned()));
    }
}

// 001.A1, 001.R1, Z22: what the model and the risk ask for is taken together, and asked for once.
#[test]
fn identical_requirements_of_two_rules_become_one() {
    let (process, directory) = shipped("service-platform");
    let change = change_of(
        &process,
        &directory,
        "normal",
        "{impact: Medium, probability: Medium}",
    );
    let slots = &change.authority.slots;
    assert_eq!(
        ids(slots),
        ["roles/engineering_manager", "roles/stakeholder"]
    );
    assert_eq!(slots[0].rules, ["By type of change", "By risk"]);
    let from = |id: &str| slots[0].from.contains(&id.to_owned());
    assert!(from("001.R1") && from("001.A1"));
    assert_eq!(slots[0].within.unwrap().to_string(), "3 business days");
}

// 001.G1, 001.R1, Z25: an emergency needs the people on duty, and the board: before a critical one, after any other.
#[test]
fn an_emergency_needs_a_majority_of_the_board_with_its_chair() {
    let (process, directory) = shipped("service-platform");
    let on_duty = ["roles/on_call_engineer", "roles/engineering_manager"];
    let asked = |values: &str| {
        change_of(&process, &directory, "emergency", values)
            .authority
            .slots
    };
    let critical = asked("{impact: High, probability: Low}");
    assert_eq!(ids(&critical)[..2], on_duty);
    assert_eq!(
        ids(&critical)[2..],
        [
            "board:cab/chair",
            "board:cab/member/1",
            "board:cab/member/2"
        ]
    );
    assert_eq!(
        (critical[2].set.as_str(), critical[2].timing),
        ("board:cab", Timing::Before)
    );
    let lesser = asked("{impact: Low, probability: Medium}");
    let after = [
        "board:cab/after/chair",
        "board:cab/after/member/1",
        "board:cab/after/member/2",
    ];
    assert_eq!(ids(&lesser)[..2], on_duty);
    assert_eq!(ids(&lesser)[2..], after);
    assert_eq!(
        (lesser[2].set.as_str(), lesser[2].timing),
        ("board:cab/after", Timing::After)
    );
}

// 004.T1, 004.T2, 004.T3, 004.V3, Z67
#[test]
fn ecommerce_asks_for_the_approvers_of_the_kind_and_for_the_business() {
    let (process, directory) = shipped("ecommerce");
    let of = |model: &str| {
        let change = change_of(&process, &directory, model, "priority: P1");
        ids(&change.authority.slots)
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(of("emergency"), ["roles/cto|emergency_contact"]);
    assert_eq!(
        of("standard"),
        [
            "roles/engineering_manager",
            "roles/devops_lead",
            "roles/product_manager|engineering_manager"
        ]
    );
    assert_eq!(
        of("normal"),
        [
            "roles/devops_engineer",
            "roles/product_manager|engineering_manager"
        ]
    );
}

// 002.E1, Z37: primary, secondary and tertiary, each a quarter of an hour later.
#[test]
fn a_succession_opens_step_by_step() {
    let (process, directory) = shipped("acgs-1");
    let change = change_of(
        &process,
        &directory,
        "emergency",
        "constitutional_impact: high",
    );
    let waits: Vec<Option<String>> = change.authority.slots[0]
        .eligible
        .iter()
        .map(|e| e.opens_after.map(|wait| wait.to_string()))
        .collect();
    assert_eq!(
        waits,
        [None, Some("15m".to_owned()), Some("30m".to_owned())]
    );
    assert_eq!(change.authority.slots[1].id, "roles/governance_specialist");
}

// 002.A1, 002.T1: approved in advance, and not if its risk is higher.
#[test]
fn an_automatic_rule_asks_nobody() {
    let (process, directory) = shipped("acgs-1");
    assert_eq!(
        change_of(&process, &directory, "standard", "{}")
            .authority
            .slots,
        []
    );
    let risky = change_of(&process, &directory, "standard", "technical_impact: high");
    assert!(ids(&risky.authority.slots).contains(&"board:cab/chair"));
}

// Promise 1: nothing is authorized because nobody was named.
#[test]
fn a_change_that_no_rule_covers_is_blocked() {
    for sections in [
        "approvals: {rules: []}",
        "approvals: {rules: [{rule: r, when: 'class == \"emergency\"', need: {all: [a]}}]}",
        "approvals: {rules: [{rule: r, by: [model], table: {other: {all: [a]}}}]}",
    ] {
        let slots = asked(sections, "ann: a", "{}");
        assert_eq!(ids(&slots), ["roles/no_rule"], "{sections}");
        assert!(slots[0].eligible.is_empty());
    }
}

// A vote cannot be held here, so the change says so instead of going on (Z33).
#[test]
fn a_vote_gives_a_slot_that_nobody_fills() {
    let slots = asked(&need("{vote: dao, title: Vote of the DAO}"), "ann: a", "{}");
    assert_eq!(
        (slots[0].id.as_str(), slots[0].title.as_str()),
        ("roles/vote:dao", "Vote of the DAO")
    );
    assert!(slots[0].eligible.is_empty());
}

#[test]
fn counts_and_percentages_give_numbered_slots() {
    assert_eq!(
        ids(&asked(&need("{count: 2, of: [a, b]}"), "ann: a", "{}")),
        ["roles/a|b/1", "roles/a|b/2"]
    );
    assert_eq!(
        ids(&asked(&need("{count: 1, of: [a]}"), "ann: a", "{}")),
        ["roles/a"]
    );
    // Half of five persons is 2.5, rounded up to 3; none is still one.
    let five = "ann: a, bob: a, cyd: b, dan: b, eve: a b";
    assert_eq!(
        asked(&need("{percent: 50, of: [a, b]}"), five, "{}").len(),
        3
    );
    assert_eq!(
        asked(&need("{percent: 49, of: [a, b]}"), five, "{}").len(),
        2
    );
    assert_eq!(asked(&need("{percent: 50, of: [d]}"), five, "{}").len(), 1);
}

#[test]
fn accounts_of_one_human_are_one_in_a_percentage() {
    let directory = crate::fixture::read_directory(
        "people: {ann: {name: A, roles: [a], also: [ann2]}, ann2: {name: A, roles: [a]}, \
         bot: {name: B, kind: agent, principal: ann, roles: [a]}}",
    );
    let change = change(&process(&need("{percent: 100, of: [a]}")), &directory, "{}");
    assert_eq!(change.authority.slots.len(), 1);
}

#[test]
fn two_days_are_earlier_than_three_business_days() {
    let rules = "approvals: {rules: [{rule: one, need: {all: [a], within: 3 business days}, from: [x]}, \
                 {rule: two, need: {any: [a], within: 2d}, from: [y]}]}";
    let slots = asked(rules, "ann: a", "{}");
    assert_eq!(slots[0].within.unwrap().to_string(), "2d");
}

#[test]
fn the_earliest_deadline_of_united_slots_wins() {
    let rules = "approvals: {rules: [{rule: one, need: {all: [a], within: 3 business days}, from: [x]}, \
                 {rule: two, need: {any: [a], within: 2h}, from: [y, x]}]}";
    let slots = asked(rules, "ann: a", "{}");
    assert_eq!(ids(&slots), ["roles/a"]);
    assert_eq!(slots[0].within.unwrap().to_string(), "2h");
    assert_eq!(
        (slots[0].rules.join(" "), slots[0].from.join(" ")),
        ("one two".to_owned(), "x y".to_owned())
    );
}

#[test]
fn two_sequences_in_different_orders_are_both_kept() {
    let rules = "approvals: {rules: [{rule: one, need: {sequence: [a, b, c]}}, {rule: two, need: {sequence: [d, c]}}]}";
    let slots = asked(rules, "ann: a", "{}");
    assert_eq!(
        ids(&slots),
        ["roles/a", "roles/b", "roles/c", "roles/d", "roles/c@two"]
    );
    assert_eq!(slots[4].comes_after.as_deref(), Some("roles/d"));
}

#[test]
fn a_quorum_overrides_the_majority_of_a_board() {
    let board = |quorum: &str| {
        format!(
            "{{boards: {{x: {{title: X, chair: a, members: [b, c, d]{quorum}}}}}, {}}}",
            need("{board: x}")
        )
    };
    assert_eq!(asked(&board(""), "ann: a", "{}").len(), 3);
    assert_eq!(asked(&board(", quorum: 2"), "ann: a", "{}").len(), 2);
    assert_eq!(asked(&board(", quorum: 9"), "ann: a", "{}").len(), 9);
}

#[test]
fn a_table_takes_every_value_of_a_field_that_has_several() {
    let rules = "approvals: {rules: [{rule: r, by: [tags], table: {'x, y': {all: [a]}, z: {all: [b, c]}, any: {all: [d]}}}]}";
    assert_eq!(
        ids(&asked(rules, "ann: a", "tags: [x, z]")),
        ["roles/a", "roles/b", "roles/c"]
    );
    assert_eq!(ids(&asked(rules, "ann: a", "{}")), ["roles/d"]);
}

// A condition that cannot be decided asks for more, never for less.
#[test]
fn an_undecidable_condition_asks_for_the_approval() {
    let rules = "approvals: {rules: [{rule: r, when: 'change.nothing > 1', need: {all: [a]}}]}";
    assert_eq!(ids(&asked(rules, "ann: a", "{}")), ["roles/a"]);
}

// What one rule asks for in a sequence and another without an order is one slot, and keeps its turn.
#[test]
fn a_sequence_and_a_bare_role_become_one() {
    let (bare, sequence) = ("need: {all: [b]}", "need: {sequence: [a, b]}");
    for (one, two) in [(bare, sequence), (sequence, bare)] {
        let rules = format!("approvals: {{rules: [{{rule: one, {one}}}, {{rule: two, {two}}}]}}");
        let mut slots = asked(&rules, "ann: a", "{}");
        slots.sort_by(|x, y| x.id.cmp(&y.id));
        assert_eq!(ids(&slots), ["roles/a", "roles/b"]);
        assert_eq!(slots[1].comes_after.as_deref(), Some("roles/a"));
    }
}

#[test]
fn the_default_of_a_field_is_a_key_of_the_table() {
    let rules = "{form: [{section: Request, fields: {title: text required, \
                 size: {one_of: [small, large], default: large}}}], \
                 approvals: {rules: [{rule: r, by: [size], table: {small: {all: [a]}, large: {all: [b]}}}]}}";
    assert_eq!(ids(&asked(rules, "ann: a", "{}")), ["roles/b"]);
    assert_eq!(ids(&asked(rules, "ann: a", "size: small")), ["roles/a"]);
}

// A title of the policy names what one role is asked for; several keep their own.
#[test]
fn slots_are_titled_by_whom_they_ask() {
    let titles = |policy: &str| -> Vec<String> {
        let slots = asked(&need(policy), "ann: a", "{}");
        slots.into_iter().map(|slot| slot.title).collect()
    };
    assert_eq!(titles("{all: [a], title: Sign-off}"), ["Sign-off"]);
    assert_eq!(
        titles("{all: [a, b], title: Sign-off}"),
        ["Role A", "Role B"]
    );
    assert_eq!(
        titles("{sequence: [a, b], title: Sign-off}"),
        ["Role A", "Role B"]
    );
    assert_eq!(titles("{any: [a, b]}"), ["Role A or Role B"]);
    assert_eq!(titles("{succession: [a], each: 15m}"), ["Role A"]);
    assert_eq!(
        titles("{succession: [a, b], each: 15m}"),
        ["Role A, or in their place Role B"]
    );
}
