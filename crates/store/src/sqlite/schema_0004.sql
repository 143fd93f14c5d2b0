-- What few changes may have in common, so that a list of them is gathered and not searched for. No step changes these.
-- By rank, all changes of a level stand together, behind those of all lower levels.
CREATE INDEX changes_by_class ON changes (class);
CREATE INDEX changes_by_risk_level ON changes (risk, risk_rank) WHERE risk IS NOT NULL;
CREATE INDEX changes_by_implementer ON changes (implementer) WHERE implementer IS NOT NULL;
