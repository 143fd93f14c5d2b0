//! What the schema refuses, and the exact words for it.

use placet_language::process::schema;

use super::{assert_told, edited, small, told};

#[test]
fn the_small_process_passes() {
    assert_eq!(small().process.models.len(), 2);
}

#[test]
fn every_kind_of_shape_problem_says_place_reason_and_remedy() {
    assert_told(&[
        (
            "title: Small\n",
            "",
            "line 1, column 1: the key `title` is missing: add it (title shown to people)",
        ),
        (
            "title: Small\n",
            "titel: Small\n",
            "line 1, column 1: the key `title` is missing: add it (title shown to people)\nline 2, column 1: `titel`: unknown key: did you mean `title`?",
        ),
        (
            "title: Small\n",
            "title: 7\n",
            "line 2, column 8: `title`: expected text, found a number: put it in quotes",
        ),
        (
            "title: Small\n",
            "title: ''\n",
            "line 2, column 8: `title`: the text is empty: write it or leave the key out",
        ),
        (
            "title: Small\n",
            "title:\n",
            "line 2, column 6: `title`: expected text, found nothing: write a value or leave the key out",
        ),
        (
            "format: 1\n",
            "format: 2\n",
            "line 3, column 9: `format`: must be 1",
        ),
        (
            "{all: [lead]}",
            "{al: [lead]}",
            "line 52, column 23: `approvals.rules[0].table.normal.low`: it does not say what is needed: add one of `all`, `any`, `count`, `percent`, `sequence`, `succession`, `board`, `vote`, `automatic`\nline 52, column 24: `approvals.rules[0].table.normal.low.al`: unknown key: did you mean `all`?",
        ),
        (
            "{all: [lead]}",
            "{all: [lead], any: [boss]}",
            "line 52, column 23: `approvals.rules[0].table.normal.low`: `all`, `any` cannot stand together: keep exactly one, or write a list of several",
        ),
        (
            "{all: [lead]}",
            "{all: lead}",
            "line 52, column 29: `approvals.rules[0].table.normal.low.all`: expected a list, found text: put it in brackets: `[…]`",
        ),
        (
            "{all: [lead]}",
            "{all: []}",
            "line 52, column 29: `approvals.rules[0].table.normal.low.all`: the list is empty: write at least one item",
        ),
        (
            "{all: [lead]}",
            "{percent: 101, of: [lead]}",
            "line 52, column 33: `approvals.rules[0].table.normal.low.percent`: 101 is out of range: use 1 to 100",
        ),
        (
            "{all: [lead]}",
            "7",
            "line 52, column 23: `approvals.rules[0].table.normal.low`: expected a map or a list, found a number",
        ),
        (
            "class: normal",
            "class: norml",
            "line 33, column 19: `models.normal.class`: `norml` is not known here: did you mean `normal`?",
        ),
        (
            "class: normal",
            "class: [normal]",
            "line 33, column 19: `models.normal.class`: expected a word, found a list: use one of `standard`, `normal`, `emergency`",
        ),
        (
            "finish: {at",
            "finsh: {at",
            "line 30, column 5: `lifecycle.moves.finsh`: `finsh` is not known here: did you mean `finish`?",
        ),
        (
            "draft: new",
            "draft: nwe",
            "line 25, column 19: `lifecycle.states.draft`: `nwe` is not known here: did you mean `new`?",
        ),
        (
            "[approvals, checklist.before]",
            "[aprovals, checklist.before]",
            "line 29, column 45: `lifecycle.moves.start.holds[0]`: `aprovals` is not a gate: did you mean `approvals`?",
        ),
        (
            "[approvals, checklist.before]",
            "[approvals, paperwork]",
            "line 29, column 56: `lifecycle.moves.start.holds[1]`: `paperwork` is not a gate: the gates are `form`, `plan`, `risk`, `risk_accepted`, `reviews`, `approvals`, `ratification`, `conditions`, `scheduled`, `lead_time`, `calendar`, `predecessors`, `tests`, `monitoring`, `review_scheduled`, `vote`, `checklist.NAME`, `record.NAME`",
        ),
        (
            "within: 2h",
            "within: 2 fortnights",
            "line 53, column 51: `approvals.rules[0].table.urgent.any.within`: `2 fortnights` is not a time to act in: write it like `30m`, `2h`, `14 days`, `3 business days`, `same day` or `immediate`",
        ),
        (
            "time_zone: UTC",
            "time_zone: Mars/Olympus",
            "line 4, column 12: `time_zone`: `Mars/Olympus` is not a known time zone: use an IANA name such as `UTC` or `Europe/Berlin`",
        ),
        (
            "{name: Sunday,",
            "{name: Sunday, every: [FREQ=DAILY, sometimes],",
            "line 61, column 57: `calendar.windows[0].every[1]`: `sometimes` is not `PART=value`: write it as RFC 5545 does, like `FREQ=WEEKLY;BYDAY=TU`",
        ),
        (
            "filled_by: assigned",
            "filled_by: magic",
            "line 8, column 34: `roles.boss.filled_by`: `magic` does not say where the holders of a role come from: use `assigned`, `rota` or `change.FIELD`",
        ),
        (
            "{yyyy}-{seq:4}",
            "{yyyy}-{seq:0}",
            "line 5, column 21: `numbering.format`: unknown placeholder `{seq:0}`: use `{yyyy} {mm} {dd} {hh} {mi} {ss}`, `{seq:N}` with N from 1 to 9, letters, digits, `-`, `_` and `.`",
        ),
        (
            "{yyyy}-{seq:4}",
            "{yyyy-{seq:4}",
            "line 5, column 21: `numbering.format`: unknown placeholder `{yyyy-{seq:4}`: use `{yyyy} {mm} {dd} {hh} {mi} {ss}`, `{seq:N}` with N from 1 to 9, letters, digits, `-`, `_` and `.`",
        ),
        (
            "{yyyy}-{seq:4}",
            "{seq:2}-{seq:4}",
            "line 5, column 21: `numbering.format`: more than one `{seq:N}`: keep one",
        ),
        (
            "{yyyy}-{seq:4}",
            "one",
            "line 5, column 21: `numbering.format`: every change would get the same number: use `{yyyy} {mm} {dd} {hh} {mi} {ss}`, `{seq:N}` with N from 1 to 9, letters, digits, `-`, `_` and `.`",
        ),
        (
            "CR-{yyyy}",
            "CR {yyyy}",
            "line 5, column 21: `numbering.format`: a change number cannot contain ` `: use `{yyyy} {mm} {dd} {hh} {mi} {ss}`, `{seq:N}` with N from 1 to 9, letters, digits, `-`, `_` and `.`",
        ),
        (
            "title: text required",
            "title: text requird",
            "line 17, column 14: `form[0].fields.title`: `text requird` is not a type: write a type, or a type and the word `required`",
        ),
        (
            "  lead: Lead\n",
            "  lead: Lead\n  the lead: Lead\n",
            "line 8, column 3: `roles[\"the lead\"]`: `the lead` is not a valid name: use letters, digits, `-`, `_`, `.` and `@` only",
        ),
        (
            "size:\n      matrix:",
            "size:\n      matrx:",
            "line 39, column 7: `risk.engines.size.matrx`: unknown key: did you mean `matrix`?",
        ),
        (
            "{automated: true}",
            "{automated: \"true\"}",
            "line 57, column 29: `tests.types.unit.automated`: expected true or false, found text: write it without quotes",
        ),
        (
            "{within: 1 business day}",
            "{within: 1 business day, agenda: [What went well], who: People, who else}",
            "line 60, column 68: `closure.review[0].who`: expected a list, found text: put it in brackets: `[…]`\nline 60, column 76: `closure.review[0][\"who else\"]`: unknown key: quote the text before it, because a comma inside `{…}` ends a value",
        ),
        (
            "'change.risky'",
            "'change.risky &&'",
            "line 34, column 59: `models.urgent.when`: `change.risky &&` is not a condition: mismatched input '<EOF>': conditions are written in CEL, like `risk == \"high\"`",
        ),
        (
            "small: {small: low",
            "small: {1: 002.E1, small: low",
            "line 43, column 22: `risk.engines.size.matrix.cells.small.1`: expected text, found a number: put it in quotes",
        ),
    ]);
}

#[test]
fn all_problems_are_told_at_once_in_the_order_of_the_file() {
    let text = edited("title: Small\n", "titel: Small\n")
        .replace("chair: boss", "chair: bos")
        .replace("draft: new", "draft: assess")
        .replace("large: {small: high, large: high}", "large: {small: high}")
        .replace("within: 2h", "within: 2 fortnights");
    assert_eq!(
        told(&text),
        "line 1, column 1: the key `title` is missing: add it (title shown to people)\nline 2, column 1: `titel`: unknown key: did you mean `title`?\nline 11, column 30: `boards.cab.chair`: `bos` is not a role of this process: did you mean `boss`?\nline 25, column 12: `lifecycle.states.draft`: the first state must have the phase `new`: put a state of phase `new` first, or change the phase\nline 44, column 11: `risk.engines.size.matrix.cells.large`: `large` has no level for `large`: give every pair of values a level\nline 53, column 51: `approvals.rules[0].table.urgent.any.within`: `2 fortnights` is not a time to act in: write it like `30m`, `2h`, `14 days`, `3 business days`, `same day` or `immediate`"
    );
}

#[test]
fn the_schema_is_json_schema_2020_12_and_every_reference_in_it_leads_somewhere() {
    let schema = schema();
    assert_eq!(
        schema["$schema"],
        "https://json-schema.org/draft/2020-12/schema"
    );
    let text = schema.to_string();
    for reference in text.split("\"$ref\":\"#").skip(1) {
        let pointer = reference.split('"').next().unwrap();
        assert!(schema.pointer(pointer).is_some(), "{pointer}");
    }
}
