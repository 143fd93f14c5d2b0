//! The executor's harness: every kind of action succeeds, fails, times out, is called off, and is started twice.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod commands;
mod ending;
mod evidence;
mod files;
mod http;
mod install;
mod probes;
mod restart;
mod support;
mod t13_parameters;
mod t15_secrets;
mod t16_requests;
