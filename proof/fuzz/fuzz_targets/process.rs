//! Fuzz target: the door `process`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| placet_inputs::through("process", bytes));
