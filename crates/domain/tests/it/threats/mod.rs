//! Who can cheat: one file for each threat of the reliability page that the rules alone answer.

mod organization;
mod t1_own_change;
mod t2_quorum;
mod t3_canonical;
mod t3_other_plan;
