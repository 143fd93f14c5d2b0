//! The separate processes that the tests need: `shim shim DIR` is the shim, and `shim run ATTEMPT.json` is a whole
//! runner that a test can kill.

use placet_connectors::LocalRunner;
use placet_engine::ports::{Attempt, Live, Runner as _};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        ["shim", dir] => std::process::exit(placet_connectors::shim::main(dir.as_ref())),
        ["run", file] => run(file),
        _ => std::process::exit(2),
    }
}

struct Nobody;

impl Live for Nobody {
    fn output(&self, _text: &str) {}

    fn called_off(&self) -> bool {
        false
    }
}

fn run(file: &str) {
    let attempt = std::fs::read(file)
        .ok()
        .and_then(|bytes| serde_json::from_slice::<Attempt>(&bytes).ok());
    let (Some(attempt), Ok(executable)) = (attempt, std::env::current_exe()) else {
        std::process::exit(2)
    };
    LocalRunner::new(executable).run(&attempt, &Nobody);
}
