//! Fuzz target: the `plan` door.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| placet_inputs::through("plan", bytes));
