//! Keeps files small.

use crate::problem::Problem;
use crate::tree::{Tree, extension};

const ARCHITECTURE: &str = "ARCHITECTURE.md";
const ARCHITECTURE_LINES_MAX: usize = 200;
const LINES_MAX: usize = 400;

pub(super) fn check(tree: &Tree) -> Vec<Problem> {
    let ours = tree.texts().filter(|(path, _)| is_ours(path));
    let long = ours.filter_map(|(path, text)| {
        let lines = text.lines().count();
        let what = format!("{lines} lines, over {LINES_MAX}");
        (lines > LINES_MAX)
            .then(|| Problem::new(path, 1, what, "split it by what changes together"))
    });
    long.chain(check_architecture(tree)).collect()
}

fn check_architecture(tree: &Tree) -> Option<Problem> {
    let lines = tree.text(ARCHITECTURE)?.lines().count();
    (lines > ARCHITECTURE_LINES_MAX).then(|| {
        Problem::new(
            ARCHITECTURE,
            ARCHITECTURE_LINES_MAX + 1,
            format!("{lines} lines, over {ARCHITECTURE_LINES_MAX}"),
            "keep the map short; details belong beside the code or in a decision record",
        )
    })
}

fn is_ours(path: &str) -> bool {
    let counted = matches!(extension(path), "rs" | "js" | "css")
        || (path.starts_with("processes/") && path.ends_with(".yaml"));
    counted && !path.contains("vendor/") && !path.contains(".min.")
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tree::sample::tree;

    fn lines(count: usize) -> String {
        "x\n".repeat(count)
    }

    #[test]
    fn a_long_file_is_a_problem() {
        for path in ["a.rs", "processes/a.yaml"] {
            assert_eq!(check(&tree(&[(path, &lines(400))])), []);
            assert_eq!(check(&tree(&[(path, &lines(401))])).len(), 1);
        }
    }

    #[test]
    fn other_peoples_files_and_prose_are_not_counted() {
        let long = lines(900);
        assert_eq!(
            check(&tree(&[
                ("web/vendor/htmx.js", &long),
                ("README.md", &long)
            ])),
            []
        );
    }

    #[test]
    fn the_map_stays_short() {
        assert_eq!(check(&tree(&[("ARCHITECTURE.md", &lines(200))])), []);
        assert_eq!(check(&tree(&[("ARCHITECTURE.md", &lines(201))])).len(), 1);
    }
}
