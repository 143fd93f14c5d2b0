//! The shim alone, for the tests: `shim shim DIR`.

fn main() {
    let mut arguments = std::env::args_os().skip(1);
    assert_eq!(
        arguments.next().as_deref(),
        Some("shim".as_ref()),
        "usage: shim shim DIR"
    );
    let dir = arguments.next().unwrap_or_default();
    std::process::exit(placet_connectors::shim::main(dir.as_ref()));
}
