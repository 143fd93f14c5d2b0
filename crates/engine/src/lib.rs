//! What happens when: the one write path, the jobs that follow, and the ports through which effects go.

pub mod ports;
