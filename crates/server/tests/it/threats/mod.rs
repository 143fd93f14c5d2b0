//! Who can cheat: one file for each threat of the reliability page that takes a server to show.

mod t19_clock_set_back;
mod t24_leaks;
mod t4_replay;
mod t8_scopes;
mod t8_stolen_token;
