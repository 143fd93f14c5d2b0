-- The parts of a change are grouped, so a snapshot of an older program cannot be read. Snapshots follow from the events
-- and are made again.
DELETE FROM snapshots;
