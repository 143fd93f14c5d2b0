//! `cargo run -p placet-sim --example sim -- SEED` tells the whole story of a run.
#![allow(clippy::print_stdout, reason = "it is its purpose")]

use placet_sim::{Ground, Options, play};

fn main() {
    let ground = Ground::new();
    for seed in std::env::args().skip(1) {
        let Ok(seed) = seed.parse() else {
            println!("`{seed}` is no seed");
            std::process::exit(2);
        };
        let outcome = play(&ground, seed, Options::default());
        for line in &outcome.story {
            println!("{line}");
        }
        println!("{:?}", outcome.counts);
        println!("trace {} events {:?}", outcome.trace, outcome.events);
    }
}
