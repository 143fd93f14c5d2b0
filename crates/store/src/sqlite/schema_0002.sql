-- Doors for messages that another system signs. `secrets` is JSON: where each secret is, and until when it counts.
CREATE TABLE hooks (
    name    TEXT PRIMARY KEY,
    person  TEXT NOT NULL,
    secrets TEXT NOT NULL,
    revoked INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
