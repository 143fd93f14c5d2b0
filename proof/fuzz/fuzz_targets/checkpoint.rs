//! Fuzz target: the `checkpoint` door.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| placet_inputs::through("checkpoint", bytes));
