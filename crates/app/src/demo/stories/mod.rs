//! The five stories, in the order in which they build upon one another.

mod acgs_1;
mod acts;
mod cr_loop;
mod ecommerce;
mod rechain_dao;
mod service_platform;

use super::stage::Stage;
use crate::failure::Failure;

/// One story: plays it and gives its line.
type Play = fn(&Stage<'_>) -> Result<String, Failure>;

/// Plays all five and tells whether each went as intended.
pub(super) fn play_all(stage: &Stage<'_>) -> Result<bool, Failure> {
    let stories: [Play; 5] = [
        service_platform::play,
        rechain_dao::play,
        acgs_1::play,
        cr_loop::play,
        ecommerce::play,
    ];
    let mut lines = Vec::new();
    let mut as_intended = true;
    for play in stories {
        match play(stage) {
            Ok(line) => lines.push(line),
            Err(failure) => {
                as_intended = false;
                lines.push(format!("not as intended: {}", told(&failure)));
            }
        }
    }
    stage.tell.head("all", "what came of it");
    for line in &lines {
        stage.tell.result(line);
    }
    Ok(as_intended)
}

/// A failure with its reasons in a line.
fn told(failure: &Failure) -> String {
    let reasons: Vec<&str> = failure
        .reasons
        .iter()
        .map(|reason| reason.message.as_str())
        .collect();
    if reasons.is_empty() {
        failure.message.clone()
    } else {
        format!("{}: {}", failure.message, reasons.join("; "))
    }
}
