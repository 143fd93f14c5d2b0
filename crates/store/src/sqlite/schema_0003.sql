-- Jobs are few, and the pool keeps its own order of them: every step paid for these with six changes of an index.
DROP INDEX jobs_ready;
DROP INDEX jobs_running;
DROP INDEX jobs_change;
