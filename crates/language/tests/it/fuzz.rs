//! No input makes the parser panic or hang.

use placet_language::process::parse;
use proptest::prelude::*;

use super::{SMALL, edited, told};

#[derive(Debug, Clone)]
enum Edit {
    Delete(usize),
    Repeat(usize),
    Replace(usize, usize),
    Insert(usize, String),
    Cut(usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        any::<usize>().prop_map(Edit::Delete),
        any::<usize>().prop_map(Edit::Repeat),
        any::<(usize, usize)>().prop_map(|(a, b)| Edit::Replace(a, b)),
        (
            any::<usize>(),
            "[ \\-:{}\\[\\]&*!|>'\"%@`#,?a-z0-9\r\t\u{e4}\u{0}]{0,12}"
        )
            .prop_map(|(at, text)| Edit::Insert(at, text)),
        any::<usize>().prop_map(Edit::Cut),
    ]
}

fn apply(lines: &mut Vec<String>, edit: Edit) {
    let count = lines.len();
    if count == 0 {
        return;
    }
    match edit {
        Edit::Delete(at) => drop(lines.remove(at % count)),
        Edit::Repeat(at) => lines.insert(at % count, lines[at % count].clone()),
        Edit::Replace(at, by) => lines[at % count] = lines[by % count].clone(),
        Edit::Insert(at, text) => {
            let line = &mut lines[at % count];
            let places: Vec<usize> = line.char_indices().map(|(place, _)| place).collect();
            let place = if places.is_empty() {
                0
            } else {
                places[at / count % places.len()]
            };
            line.insert_str(place, &text);
        }
        Edit::Cut(at) => {
            let line = &mut lines[at % count];
            *line = line.chars().take(at / count % 40).collect();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_edited_process_is_read_or_refused_with_places(edits in prop::collection::vec(edit(), 1..8)) {
        let mut lines: Vec<String> = SMALL.lines().map(str::to_owned).collect();
        edits.into_iter().for_each(|edit| apply(&mut lines, edit));
        let text = lines.join("\n");
        let last = text.lines().count() + 1;
        if let Err(problems) = parse(text.as_bytes()) {
            prop_assert!(!problems.is_empty());
            for problem in problems {
                prop_assert!((1..=last).contains(&problem.line) && problem.column >= 1, "{problem}");
            }
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = parse(&bytes);
    }
}

// T9: what a condition may contain is bounded before a parser that recurses sees it.
#[test]
fn a_huge_or_deep_condition_is_refused() {
    for (condition, reason) in [
        (
            "(".repeat(5000),
            "line 34, column 59: `models.urgent.when`: the condition is longer than 4096 bytes; split it",
        ),
        (
            "(".repeat(1000) + "true" + &")".repeat(1000),
            "line 34, column 59: `models.urgent.when`: brackets are nested deeper than 32; write it flatter",
        ),
        (
            vec!["true"; 400].join("&&"),
            "line 34, column 59: `models.urgent.when`: the condition has more than 200 operators; split it",
        ),
    ] {
        assert_eq!(told(&edited("change.risky", &condition)), reason);
    }
}
