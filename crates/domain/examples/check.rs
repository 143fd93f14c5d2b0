//! Checks process files while they are written: `cargo run -p placet-domain --example check -- FILE...`.

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut code = ExitCode::SUCCESS;
    for file in std::env::args().skip(1) {
        let bytes = match std::fs::read(&file) {
            Ok(bytes) => bytes,
            Err(error) => {
                eprintln!("{file}: {error}");
                code = ExitCode::FAILURE;
                continue;
            }
        };
        match placet_domain::process::parse(&bytes) {
            Ok(parsed) => eprintln!(
                "{file}: ok, {} models, digest {}",
                parsed.process.models.len(),
                parsed.digest.short()
            ),
            Err(problems) => {
                for problem in problems {
                    eprintln!("{file}: {problem}");
                }
                code = ExitCode::FAILURE;
            }
        }
    }
    code
}
