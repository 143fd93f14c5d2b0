//! Histories made by chance and by hand, held against the laws of `placet_laws`.

mod faults;
mod random;
mod settles;
mod sim;
mod total;
mod what_runs;
