//! What a process may not mean: unknown words, dead ends, tables with holes.

use super::{assert_told, edited, told};

#[test]
fn every_word_that_names_another_part_must_be_defined_there() {
    assert_told(&[
        (
            "chair: boss",
            "chair: bos",
            "line 11, column 30: `boards.cab.chair`: `bos` is not a role of this process: did you mean `boss`?",
        ),
        (
            "members: [lead, owner]",
            "members: [nobody]",
            "line 11, column 46: `boards.cab.members[0]`: `nobody` is not a role of this process: the roles are `lead`, `boss`, `owner`",
        ),
        (
            "{board: cab}",
            "{board: cabb}",
            "line 52, column 52: `approvals.rules[0].table.normal.high.board`: `cabb` is not a board of this process: did you mean `cab`?",
        ),
        (
            "impact: {type: size",
            "impact: {type: sise",
            "line 19, column 22: `form[0].fields.impact.type`: `sise` is not a type or a vocabulary of this process: did you mean `size`?",
        ),
        (
            "filled_by: change.owners",
            "filled_by: change.owner",
            "line 9, column 36: `roles.owner.filled_by`: `owner` is not a field of the form: did you mean `owners`?",
        ),
        (
            "rows: impact",
            "rows: impct",
            "line 40, column 15: `risk.engines.size.matrix.rows`: `impct` is not a field of the form: did you mean `impact`?",
        ),
        (
            "to: waiting",
            "to: wating",
            "line 27, column 29: `lifecycle.moves.submit.to`: `wating` is not a state of this process: did you mean `waiting`?",
        ),
        (
            "testing: basic",
            "testing: full",
            "line 33, column 53: `models.normal.testing`: `full` is not a testing level of this process: the testing levels are `basic`",
        ),
        (
            "basic: [unit]",
            "basic: [unti]",
            "line 58, column 20: `tests.levels.basic[0]`: `unti` is not a test type of this process: did you mean `unit`?",
        ),
        (
            "checklist.before",
            "checklist.after",
            "line 29, column 56: `lifecycle.moves.start.holds[1]`: `after` is not a checklist of this process: the checklists are `before`",
        ),
        (
            "record.closure",
            "record.clsure",
            "line 31, column 43: `lifecycle.moves.close.holds[0]`: `clsure` is not a record of this process: did you mean `closure`?",
        ),
        (
            "small: {small: low,",
            "small: {small: lowest,",
            "line 43, column 26: `risk.engines.size.matrix.cells.small.small`: `lowest` is not a risk level of this process: the levels are `low`, `high`",
        ),
        (
            "'change.risky'",
            "'change.risk_y'",
            "line 34, column 59: `models.urgent.when`: `risk_y` is not a field of the form: did you mean `risky`?",
        ),
        (
            "by: [lead]",
            "by: [leader]",
            "line 46, column 15: `reviews.peer.by[0]`: `leader` is not a role of this process: did you mean `lead`?",
        ),
        (
            "holds: [form]}",
            "holds: [form], by: [requester, leed]}",
            "line 27, column 69: `lifecycle.moves.submit.by[1]`: `leed` is not a role of this process: did you mean `lead`?",
        ),
        (
            "numbering: {",
            "numbering: {models: {norml: \"X-{seq:2}\"}, ",
            "line 5, column 22: `numbering.models.norml`: `norml` is not a change model of this process: did you mean `normal`?",
        ),
    ]);
}

#[test]
fn a_lifecycle_has_no_dead_ends() {
    assert_told(&[
        (
            "draft: new",
            "draft: assess",
            "line 25, column 12: `lifecycle.states.draft`: the first state must have the phase `new`: put a state of phase `new` first, or change the phase",
        ),
        (
            "closed: closed}",
            "closed: closed, lost: review}",
            "line 25, column 112: `lifecycle.states.lost`: the state `lost` can never be reached: add a move to `lost`, or leave the state out\nline 25, column 112: `lifecycle.states.lost`: the state `lost` has no way out: add a move with `at: lost`, or give it the phase `closed` or `canceled`",
        ),
        (
            "    finish: {at: running, to: done}\n",
            "",
            "line 25, column 62: `lifecycle.states.running`: the state `running` has no way out: add a move with `at: running`, or give it the phase `closed` or `canceled`\nline 25, column 82: `lifecycle.states.done`: the state `done` can never be reached: add a move to `done`, or leave the state out",
        ),
        (
            "close: {at: done, to: closed,",
            "close: {at: done, to: done,",
            "line 25, column 82: `lifecycle.states.done`: the state `done` has no way out: add a move with `at: done`, or give it the phase `closed` or `canceled`\nline 25, column 96: `lifecycle.states.closed`: the state `closed` can never be reached: add a move to `closed`, or leave the state out",
        ),
        (
            "close: {at: done, to: closed,",
            "close: {at: done, to: running,",
            "line 25, column 12: `lifecycle.states.draft`: a change in state `draft` can never end: add a move that leads to a state of phase `closed` or `canceled`\nline 25, column 24: `lifecycle.states.waiting`: a change in state `waiting` can never end: add a move that leads to a state of phase `closed` or `canceled`\nline 25, column 44: `lifecycle.states.ready`: a change in state `ready` can never end: add a move that leads to a state of phase `closed` or `canceled`\nline 25, column 62: `lifecycle.states.running`: a change in state `running` can never end: add a move that leads to a state of phase `closed` or `canceled`\nline 25, column 82: `lifecycle.states.done`: a change in state `done` can never end: add a move that leads to a state of phase `closed` or `canceled`\nline 25, column 96: `lifecycle.states.closed`: the state `closed` can never be reached: add a move to `closed`, or leave the state out",
        ),
        (
            "start: {at: ready, to: running",
            "start: {at: ready, to: done",
            "line 25, column 62: `lifecycle.states.running`: the state `running` can never be reached: add a move to `running`, or leave the state out\nline 29, column 5: `lifecycle.moves.start`: `start` leads to `done`, which is not of phase `implement`: lead to `running`",
        ),
        (
            "    start: {at: ready",
            "    schedule: {at: ready",
            "line 26, column 3: `lifecycle.moves`: there is no move `start`: add `start` with a state of phase `implement` in `to`",
        ),
    ]);
}

// 001.R1, Z20: a matrix with holes is refused.
#[test]
fn a_risk_matrix_is_total_and_monotone() {
    assert_told(&[
        (
            "large: {small: high, large: high}",
            "large: {small: high}",
            "line 44, column 11: `risk.engines.size.matrix.cells.large`: `large` has no level for `large`: give every pair of values a level",
        ),
        (
            "          large: {small: high, large: high}\n",
            "",
            "line 42, column 9: `risk.engines.size.matrix.cells.large`: `large` has no level for `small`, `large`: give every pair of values a level",
        ),
        (
            "large: {small: high, large: high}",
            "large: {small: high, large: low}",
            "line 44, column 32: `risk.engines.size.matrix.cells.large.large`: `large`/`large` gives `low`, below `high` of `large`/`small`: raise it, or say why in `not_monotone_because`\nline 44, column 32: `risk.engines.size.matrix.cells.large.large`: `large`/`large` gives `low`, below `high` of `small`/`large`: raise it, or say why in `not_monotone_because`",
        ),
        (
            "large: {small: high, large: high}",
            "large: {small: high, large: high, huge: high}",
            "line 44, column 45: `risk.engines.size.matrix.cells.large.huge`: `huge` is not a value of `chance`: its values are `small`, `large`",
        ),
        (
            "rows: impact",
            "rows: title",
            "line 40, column 9: `risk.engines.size.matrix.rows`: the field `title` has no list of values: give it a vocabulary, lowest value first",
        ),
    ]);
    let excused = edited(
        "large: {small: high, large: high}",
        "large: {small: high, large: low}",
    )
    .replace(
        "rows: impact",
        "not_monotone_because: large ones are watched\n        rows: impact",
    );
    assert_eq!(told(&excused), "ok");
}

// 000.R7: levels by total.
#[test]
fn bands_ascend_and_the_last_is_open() {
    let engine = |bands: &str| {
        edited("      matrix:\n        rows: impact\n        columns: chance\n        cells:\n          small: {small: low, large: high}\n          large: {small: high, large: high}\n",
            &format!("      additive:\n        field: rows\n        points: {{low: 1}}\n        catalogue: {{loss: {{risk: Loss, category: technical, probability: low, impact: hgh, mitigation: Care}}}}\n        bands: {bands}\n"))
            .replace("      risky: bool\n", "      risky: bool\n      rows: risks\n")
    };
    let told_of = |bands: &str| told(&engine(bands));
    assert_eq!(
        told_of("[{at_most: 10, level: low}, {at_most: 10, level: high}, {level: high}]"),
        "line 43, column 79: `risk.engines.size.additive.catalogue.loss.impact`: `hgh` has no points: the words with points are `low`\nline 44, column 45: `risk.engines.size.additive.bands[1].at_most`: 10 is not above the band before: order the bands upwards"
    );
    assert_eq!(
        told_of("[{level: low}, {at_most: 10, level: high}]"),
        "line 43, column 79: `risk.engines.size.additive.catalogue.loss.impact`: `hgh` has no points: the words with points are `low`\nline 44, column 17: `risk.engines.size.additive.bands[0]`: only the last band is open: add `at_most`\nline 44, column 31: `risk.engines.size.additive.bands[1]`: scores above the last band have no level: leave its `at_most` out"
    );
}

#[test]
fn an_approval_table_answers_once_for_every_combination() {
    assert_told(&[
        (
            ", high: {board: cab}}",
            "}",
            "line 52, column 9: `approvals.rules[0].table.normal`: the table says nothing for `high` of `risk`: add them, or `any` for the rest",
        ),
        (
            "low: {all: [lead]}, high",
            "\"low, high\": {all: [lead]}, high",
            "line 52, column 18: `approvals.rules[0].table.normal[\"low, high\"]`: `high` is already listed by `high`: list every value once",
        ),
        (
            "low: {all: [lead]}, high",
            "low: {all: [lead]}, middle: {all: [lead]}, high",
            "line 52, column 38: `approvals.rules[0].table.normal.middle`: `middle` is not a value of `risk`: its values are `low`, `high`",
        ),
        (
            "by: [model, risk]",
            "by: [model, rsk]",
            "line 50, column 19: `approvals.rules[0].by[1]`: `rsk` is nothing to look up by: did you mean `risk`?",
        ),
        (
            "by: [model, risk]",
            "by: [model, title]",
            "line 50, column 19: `approvals.rules[0].by[1]`: the field `title` does not hold one of a list of values: use a field with a vocabulary or `one_of`",
        ),
        (
            "by: [model, risk]",
            "by: [model]",
            "line 52, column 17: `approvals.rules[0].table.normal`: it does not say what is needed: add one of `all`, `any`, `count`, `percent`, `sequence`, `succession`, `board`, `vote`, `automatic`\nline 52, column 18: `approvals.rules[0].table.normal.low`: unknown key: the keys are `after`, `all`, `any`, `automatic`, `board`, `checklist`, `count`, `each`, `from`, `of`, `percent`, `sequence`, …\nline 52, column 38: `approvals.rules[0].table.normal.high`: unknown key: the keys are `after`, `all`, `any`, `automatic`, `board`, `checklist`, `count`, `each`, `from`, `of`, `percent`, `sequence`, …\nline 53, column 23: `approvals.rules[0].table.urgent.any`: expected a list, found a map",
        ),
        (
            "        urgent: {any: {any: [lead, boss], within: 2h}}\n",
            "",
            "line 34, column 3: `models.urgent`: no approval rule applies to the model `urgent`: add a rule, or one with `need: {automatic: true}`\nline 51, column 7: `approvals.rules[0].table`: the table says nothing for `urgent` of `model`: add them, or `any` for the rest",
        ),
        (
            "urgent: {any: {any: [lead, boss], within: 2h}}",
            "urgent: {any: []}",
            "line 34, column 3: `models.urgent`: no approval rule applies to the model `urgent`: add a rule, or one with `need: {automatic: true}`",
        ),
        (
            "{any: [lead, boss], within: 2h}",
            "{count: 2}",
            "line 53, column 18: `approvals.rules[0].table.urgent.any`: it does not say of whom: add `of` with roles",
        ),
        (
            "{any: [lead, boss], within: 2h}",
            "{succession: [lead, boss]}",
            "line 53, column 18: `approvals.rules[0].table.urgent.any`: it does not say when the next of the succession may answer: add `each`, such as `each: 15m`",
        ),
        (
            "    - rule: by model\n      by: [model, risk]\n",
            "    - rule: by model\n",
            "line 33, column 3: `models.normal`: no approval rule applies to the model `normal`: add a rule, or one with `need: {automatic: true}`\nline 34, column 3: `models.urgent`: no approval rule applies to the model `urgent`: add a rule, or one with `need: {automatic: true}`\nline 49, column 7: `approvals.rules[0]`: the table does not say what it is looked up by: add `by`, such as `by: [model]`",
        ),
        (
            "      by: [model, risk]\n",
            "      by: [model, risk]\n      need: {all: [lead]}\n",
            "line 49, column 7: `approvals.rules[0]`: `table` and `need` cannot stand together: keep one of the two",
        ),
    ]);
}

#[test]
fn a_table_over_a_field_that_may_be_empty_needs_any() {
    let text = edited("by: [model, risk]", "by: [impact]")
        .replace(
            "normal: {low: {all: [lead]}, high: {board: cab}}",
            "small: {all: [lead]}",
        )
        .replace(
            "urgent: {any: {any: [lead, boss], within: 2h}}",
            "large: {board: cab}",
        );
    assert_eq!(told(&text), "ok");
    let optional = text.replace("impact: {type: size, required: true}", "impact: size");
    assert_eq!(
        told(&optional),
        "line 51, column 7: `approvals.rules[0].table`: the table says nothing for a change without `impact`: add `any`, or make the field `impact` required"
    );
}

#[test]
fn a_condition_must_be_decidable_for_an_empty_change() {
    assert_told(&[
        (
            "'change.risky'",
            "'modle == \"normal\"'",
            "line 34, column 59: `models.urgent.when`: `modle == \"normal\"` cannot be decided: Undeclared reference to 'modle': a condition sees `model`, `class`, `risk`, `score`, `plan`, `change.FIELD` and `at_least(LEVEL)`",
        ),
        (
            "'change.risky'",
            "'change.title'",
            "line 34, column 59: `models.urgent.when`: `change.title` gives a string instead of true or false: a condition sees `model`, `class`, `risk`, `score`, `plan`, `change.FIELD` and `at_least(LEVEL)`",
        ),
        (
            "'change.risky'",
            "'at_least(\"hihg\")'",
            "line 34, column 59: `models.urgent.when`: `at_least(\"hihg\")` cannot be decided: Error executing function 'at_least': `hihg` is not a risk level; use low, high: a condition sees `model`, `class`, `risk`, `score`, `plan`, `change.FIELD` and `at_least(LEVEL)`",
        ),
    ]);
}

#[test]
fn a_form_has_a_title_and_no_field_twice() {
    assert_told(&[
        (
            "title: text required",
            "name: text required",
            "line 14, column 1: `form`: the form has no field `title`: add `title: text required` to a section",
        ),
        (
            "records:\n",
            "  - {section: More, fields: {risky: bool}}\nrecords:\n",
            "line 22, column 30: `form[1].fields.risky`: the field is already in section `Request`: give one of the two another name",
        ),
        (
            "chance: {type: size, required: true}",
            "chance: {type: size, required: true, default: lage}",
            "line 20, column 44: `form[0].fields.chance.default`: `lage` is not one of the field's values: did you mean `large`?",
        ),
        (
            "risky: bool",
            "risky: bool\n      pick: {type: one_of}",
            "line 22, column 7: `form[0].fields.pick`: there is nothing to choose from: add `one_of`, `any_of` or the name of a vocabulary",
        ),
        (
            "risky: bool",
            "risky: bool\n      rows: table",
            "line 22, column 7: `form[0].fields.rows`: the table has no columns: add `columns`",
        ),
    ]);
}
