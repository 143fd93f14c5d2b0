//! Every engine, and how they are taken together.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use super::{Acceptance, RiskAssessment, assess};
use crate::fixture::{fields, id, plan, process, shipped};
use crate::plan::Plan;
use crate::risk::Raised;
use placet_language::process::Process;

fn of(process: &Process, model: &str, values: &str) -> RiskAssessment {
    let model = id(model);
    let class = process.models[&model].class;
    let fields = fields(values);
    assess(
        process,
        &process.scope(&model, class, &fields, &Plan::default()),
        None,
    )
}

fn rechain(rows: &str) -> RiskAssessment {
    of(
        &shipped("rechain-dao").0,
        "standard",
        &format!("identified_risks: {rows}"),
    )
}

// 000.R6, 000.R7, Z1: only the rows that apply count.
#[test]
fn the_catalogue_adds_up_what_applies() {
    let one = rechain("[{risk: system_downtime}]");
    assert_eq!((one.score, one.level.as_str()), (Some(6), "low"));
    let three = rechain("[{risk: System downtime}, {risk: data_loss}, {risk: skill_gaps}]");
    assert_eq!((three.score, three.level.as_str()), (Some(13), "medium"));
    assert_eq!(rechain("[]").score, Some(0));
    assert!(three.reasons[0].from.contains(&"000.R7".to_owned()));
}

// 000.R7: both edges of every band.
#[test]
fn bands_end_where_the_source_says() {
    let own = |points: &[(&str, &str)]| {
        let rows: Vec<String> = (0..)
            .zip(points)
            .map(|(number, (p, i))| {
                format!("{{risk: own {number}, probability: {p}, impact: {i}}}")
            })
            .collect();
        let found = rechain(&format!("[{}]", rows.join(", ")));
        (found.score.unwrap(), found.level)
    };
    let (l, m, h, c) = ("low", "medium", "high", "critical");
    assert_eq!(own(&[(m, h), (l, c)]), (10, l.to_owned()));
    assert_eq!(own(&[(m, h), (l, c), (l, l)]), (11, m.to_owned()));
    assert_eq!(own(&[(c, c), (l, c)]), (20, m.to_owned()));
    assert_eq!(own(&[(c, c), (l, c), (l, l)]), (21, h.to_owned()));
    assert_eq!(own(&[(c, c), (h, h), (m, m), (l, l)]), (30, h.to_owned()));
    assert_eq!(own(&[(c, c), (h, h), (m, h)]), (31, c.to_owned()));
}

// 000.R3, 000.R4, Z3: listed in two categories, counted once.
#[test]
fn a_risk_counts_once() {
    let twice = rechain("[{risk: compliance_violation}, {risk: Compliance violation}]");
    assert_eq!(twice.score, Some(4));
    let differing =
        "[{risk: data_loss}, {risk: data_loss, probability: high, impact: critical, reason: r}]";
    assert_eq!(
        rechain(differing).score,
        Some(12),
        "the higher of two counts"
    );
}

// Z1: inherent and residual are both shown; an unfinished row counts as the highest.
#[test]
fn residual_values_are_those_of_the_rows() {
    let found = rechain(
        "[{risk: data_breach, residual_impact: low}, {risk: a, probability: high, impact: critical}]",
    );
    assert_eq!((found.score, found.level.as_str()), (Some(16), "medium"));
    assert_eq!(
        (found.residual_score, found.residual_level.as_deref()),
        (Some(13), Some("medium"))
    );
    assert_eq!(rechain("[{risk: own}]").score, Some(16));
}

// Z2: a declaration raises and never lowers.
#[test]
fn the_declared_level_raises_and_never_lowers() {
    let (process, _) = shipped("rechain-dao");
    let with = |declared: &str| {
        of(
            &process,
            "standard",
            &format!(
                "{{risk_level: {declared}, identified_risks: [{{risk: a, probability: critical, impact: critical}}]}}"
            ),
        )
    };
    assert_eq!(
        (with("low").level.as_str(), with("medium").level.as_str()),
        ("medium", "medium")
    );
    let raised = with("critical");
    assert_eq!((raised.level.as_str(), raised.rank), ("critical", 3));
    assert_eq!(
        raised
            .reasons
            .iter()
            .map(|r| r.engine.as_str())
            .collect::<Vec<_>>(),
        ["declared", "catalogue"]
    );
}

// 001.R1, Z20: all nine cells; a field that is missing gives nothing.
#[test]
fn the_matrix_gives_every_cell() {
    let (process, _) = shipped("service-platform");
    let expected = [
        ("Low", ["low", "medium", "high"]),
        ("Medium", ["medium", "high", "critical"]),
        ("High", ["critical"; 3]),
    ];
    for (impact, levels) in expected {
        for (probability, level) in ["Low", "Medium", "High"].into_iter().zip(levels) {
            let found = of(
                &process,
                "normal",
                &format!("{{impact: {impact}, probability: {probability}}}"),
            );
            assert_eq!(found.level, level, "{impact}, {probability}");
            assert_eq!(found.reasons[0].from, ["001.R1"]);
        }
    }
    let missing = of(&process, "normal", "{impact: High}");
    assert_eq!(
        (missing.level.as_str(), missing.reasons[0].engine.as_str()),
        ("low", "otherwise")
    );
}

// 002.R2, 002.T0, Z31
#[test]
fn four_impacts_give_the_highest_and_two_high_ones_are_critical() {
    let (process, _) = shipped("acgs-1");
    let level = |values: &str| of(&process, "standard", values).level;
    assert_eq!(
        level("{technical_impact: low, business_impact: medium}"),
        "medium"
    );
    assert_eq!(level("{technical_impact: high}"), "high");
    assert_eq!(
        level("{technical_impact: high, security_impact: high}"),
        "critical"
    );
    assert_eq!(level("{constitutional_impact: high}"), "critical");
    let emergency = of(&process, "emergency", "{}");
    assert_eq!(
        (
            emergency.level.as_str(),
            emergency.reasons[0].engine.as_str()
        ),
        ("high", "inherent")
    );
}

// 003.A8, Z50: L, M and H are 1, 2 and 3; above 4 a mitigation is needed, at 9 without one it is refused.
#[test]
fn the_greatest_product_decides_and_must_be_accepted() {
    let (process, _) = shipped("cr-loop");
    let with = |row: &str| {
        of(
            &process,
            "change",
            &format!("risks: [{{risk: a, probability: Low, impact: Low}}, {{risk: b, {row}}}]"),
        )
    };
    let found = |row: &str| {
        (
            with(row).score.unwrap(),
            with(row).level,
            with(row).acceptance,
        )
    };
    let word = str::to_owned;
    assert_eq!(
        found("probability: Low, impact: Medium"),
        (2, word("LOW"), Acceptance::Accepted)
    );
    assert_eq!(
        found("probability: Medium, impact: Medium"),
        (4, word("MEDIUM"), Acceptance::Accepted)
    );
    assert_eq!(
        found("probability: Medium, impact: High"),
        (6, word("HIGH"), Acceptance::RequiresMitigation)
    );
    assert_eq!(
        found("probability: High, impact: High"),
        (9, word("CRITICAL"), Acceptance::Rejected)
    );
    let mitigated =
        with("probability: High, impact: High, mitigation: m, residual_probability: Low");
    assert_eq!(
        (mitigated.acceptance, mitigated.residual_score),
        (Acceptance::Accepted, Some(3))
    );
    assert_eq!(
        found("probability: High, impact: High, mitigation: ' '").2,
        Acceptance::Rejected
    );
}

// 003.A9, Z51: the blast radius is the highest of scope, reversibility and risk.
#[test]
fn the_blast_radius_is_another_name_of_the_level() {
    let (process, _) = shipped("cr-loop");
    let found = of(
        &process,
        "change",
        "{scope: System-wide, reversibility: Easy}",
    );
    assert_eq!(
        found.also_called,
        [("blast_radius".to_owned(), "LARGE".to_owned())]
    );
    let plan = plan("[{id: s, action: {wait: 1s}, reversibility: irreversible}]");
    let model = id("change");
    let (class, nothing) = (process.models[&model].class, fields("{}"));
    let irreversible = assess(
        &process,
        &process.scope(&model, class, &nothing, &plan),
        None,
    );
    assert_eq!(irreversible.level, "CRITICAL");
}

#[test]
fn somebody_may_raise_and_nobody_lowers() {
    let process = process("risk: {levels: [low, medium, high], otherwise: medium}");
    let model = id("normal");
    let raise = |level: &str| {
        let raised = Raised {
            level: level.to_owned(),
            reason: "because".to_owned(),
            by: id("ann"),
        };
        let (class, nothing) = (process.models[&model].class, fields("{}"));
        let scope = process.scope(&model, class, &nothing, &Plan::default());
        assess(&process, &scope, Some(&raised))
    };
    assert_eq!(raise("high").level, "high");
    assert!(raise("high").reasons[0].because.contains("`ann`: because"));
    assert_eq!(of(&process, "normal", "{}").level, "medium");
}
