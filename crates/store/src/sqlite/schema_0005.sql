-- Versions of the organizations' streams by subject, for decisions that were made on them. The events stay one stream of
-- the ledger, with the leaves that they have; each of them belongs to one subject.
CREATE TABLE streams (subject TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO streams
SELECT subject, count(*) FROM (
    SELECT CASE json_extract(body, '$.event.type')
        WHEN 'ProcessInstalled' THEN 'rules/' || json_extract(body, '$.event.process')
        WHEN 'PeopleReplaced' THEN 'people/' || json_extract(body, '$.event.process')
        WHEN 'DelegationGranted' THEN 'people/' || json_extract(body, '$.event.process')
        ELSE 'access'
    END AS subject
    FROM events WHERE stream = 'organization'
) GROUP BY subject;
