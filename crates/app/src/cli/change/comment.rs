//! `placet change comment`.

use std::path::Path;

use crate::cli::context::{Context, Target};
use crate::failure::{Exit, Failure};
use crate::files;

/// Longest comment that is sent, in bytes.
const COMMENT_BYTES_MAX: u64 = 64 * 1024;

/// Add to the discussion
#[derive(Debug, clap::Args)]
pub(crate) struct Comment {
    #[command(flatten)]
    target: Target,
    /// The comment, in Markdown; `-` is standard input
    text: String,
}

impl Comment {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let text = if self.text == "-" {
            let bytes = files::read(Path::new("-"), COMMENT_BYTES_MAX)?;
            String::from_utf8(bytes)
                .map_err(|_| Failure::failed("the comment is not UTF-8", "save it as UTF-8"))?
        } else {
            self.text.clone()
        };
        context.order(
            &self.target,
            "comment",
            &placet_domain::change::Comment { text },
        )
    }
}
