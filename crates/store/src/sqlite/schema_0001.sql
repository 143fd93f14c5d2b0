-- INVARIANT: positions are dense from 0 and are the indices of the ledger; versions are dense from 1 in each stream.
CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream   TEXT NOT NULL,
    version  INTEGER NOT NULL,
    at       TEXT NOT NULL,
    by       TEXT,
    body     TEXT NOT NULL,
    leaf     BLOB NOT NULL CHECK (length(leaf) = 32)
) STRICT;
CREATE UNIQUE INDEX events_stream ON events (stream, version);

-- Against slips, not against attackers: those are found by the ledger.
CREATE TRIGGER events_are_not_updated BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'an event never changes'); END;
CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END;

-- One row: size and subtree roots of the ledger as JSON.
CREATE TABLE frontier (one INTEGER PRIMARY KEY CHECK (one = 1), peaks TEXT NOT NULL) STRICT;
INSERT INTO frontier VALUES (1, '{"size":0,"peaks":[]}');

-- Tiles of 256 hashes (C2SP tlog-tiles). Level 0 is written when complete, the others grow with each complete tile below.
CREATE TABLE tiles (
    level  INTEGER NOT NULL,
    place  INTEGER NOT NULL,
    hashes BLOB NOT NULL,
    PRIMARY KEY (level, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoints (size INTEGER PRIMARY KEY, note TEXT NOT NULL) STRICT;

-- Signed by the ledger's key, so that nobody can change what is decided by editing a snapshot.
CREATE TABLE snapshots (
    change    TEXT PRIMARY KEY,
    version   INTEGER NOT NULL,
    body      TEXT NOT NULL,
    signature TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE idempotency_keys (
    person  TEXT NOT NULL,
    key     TEXT NOT NULL,
    request TEXT NOT NULL,
    receipt TEXT NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (person, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_keys_at ON idempotency_keys (at);

CREATE TABLE numbers (prefix TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- Times are microseconds since 1970.
CREATE TABLE changes (
    seq             INTEGER PRIMARY KEY,
    id              TEXT NOT NULL UNIQUE,
    number          TEXT NOT NULL COLLATE NOCASE,
    process         TEXT NOT NULL,
    process_digest  TEXT NOT NULL,
    model           TEXT NOT NULL,
    class           TEXT NOT NULL,
    state           TEXT NOT NULL,
    phase           TEXT NOT NULL,
    title           TEXT NOT NULL,
    risk            TEXT,
    risk_rank       INTEGER NOT NULL,
    requester       TEXT NOT NULL,
    implementer     TEXT,
    round           INTEGER NOT NULL,
    held            TEXT,
    ended           INTEGER NOT NULL,
    ratified        INTEGER NOT NULL,
    unauthorized    INTEGER NOT NULL,
    unsettled       INTEGER NOT NULL,
    run_status      TEXT NOT NULL,
    paused          INTEGER NOT NULL,
    outcome         TEXT,
    opened          INTEGER NOT NULL,
    updated         INTEGER NOT NULL,
    submitted       INTEGER,
    requested       INTEGER,
    authorized      INTEGER,
    scheduled_start INTEGER,
    scheduled_end   INTEGER,
    started         INTEGER,
    finished        INTEGER,
    closed          INTEGER,
    version         INTEGER NOT NULL,
    text_digest     TEXT NOT NULL
) STRICT;
-- Every index ends with `seq`, so that each list has one order and a page can begin anywhere in it.
CREATE UNIQUE INDEX changes_by_number ON changes (number);
CREATE INDEX changes_by_updated ON changes (updated);
CREATE INDEX changes_by_opened ON changes (opened);
CREATE INDEX changes_by_risk ON changes (risk_rank);
CREATE INDEX changes_by_ended_updated ON changes (ended, updated);
CREATE INDEX changes_by_ended_opened ON changes (ended, opened);
CREATE INDEX changes_by_ended_number ON changes (ended, number);
CREATE INDEX changes_by_ended_risk ON changes (ended, risk_rank);
CREATE INDEX changes_by_process_updated ON changes (process, updated);
CREATE INDEX changes_by_phase_updated ON changes (phase, updated);
CREATE INDEX changes_by_state_updated ON changes (state, updated);
CREATE INDEX changes_by_model_updated ON changes (model, updated);
CREATE INDEX changes_by_requester_updated ON changes (requester, updated);
CREATE INDEX changes_by_schedule ON changes (scheduled_start) WHERE scheduled_start IS NOT NULL;
CREATE INDEX changes_unsettled ON changes (requester) WHERE unsettled = 1;

CREATE VIRTUAL TABLE changes_text USING fts5 (
    number, title, body, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TABLE waiting (
    change TEXT NOT NULL REFERENCES changes (id),
    slot   TEXT NOT NULL,
    kind   TEXT NOT NULL,
    role   TEXT,
    person TEXT,
    opens  INTEGER,
    due    INTEGER
) STRICT;
CREATE INDEX waiting_change ON waiting (change);
CREATE INDEX waiting_role ON waiting (role) WHERE role IS NOT NULL;
CREATE INDEX waiting_person ON waiting (person) WHERE person IS NOT NULL;

-- INVARIANT: a target is held by one change at most (I12).
CREATE TABLE targets (
    target TEXT PRIMARY KEY,
    change TEXT NOT NULL REFERENCES changes (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX targets_change ON targets (change);

-- AUTOINCREMENT, for an id must never come back: a late outcome would hit another job.
CREATE TABLE jobs (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    change      TEXT,
    kind        TEXT NOT NULL,
    body        TEXT NOT NULL,
    run_at      INTEGER NOT NULL,
    state       TEXT NOT NULL DEFAULT 'ready' CHECK (state IN ('ready', 'running')),
    attempts    INTEGER NOT NULL DEFAULT 0,
    owner       TEXT,
    lease_until INTEGER,
    error       TEXT
) STRICT;
CREATE INDEX jobs_ready ON jobs (run_at) WHERE state = 'ready';
CREATE INDEX jobs_running ON jobs (lease_until) WHERE state = 'running';
CREATE INDEX jobs_change ON jobs (change) WHERE change IS NOT NULL;

CREATE TABLE processes (
    digest       TEXT PRIMARY KEY,
    name         TEXT NOT NULL,
    source       TEXT NOT NULL,
    installed_at INTEGER NOT NULL,
    current      INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX processes_current ON processes (name) WHERE current = 1;
CREATE INDEX processes_name ON processes (name, installed_at);

CREATE TABLE directories (process TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE accounts (person TEXT PRIMARY KEY, password_hash TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE tokens (
    id        TEXT PRIMARY KEY,
    hash      TEXT NOT NULL UNIQUE,
    person    TEXT NOT NULL,
    scopes    TEXT NOT NULL,
    expires   INTEGER,
    revoked   INTEGER NOT NULL DEFAULT 0,
    last_used INTEGER
) STRICT;
CREATE INDEX tokens_person ON tokens (person);

CREATE TABLE sessions (
    hash    TEXT PRIMARY KEY,
    person  TEXT NOT NULL,
    expires INTEGER NOT NULL,
    csrf    TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_person ON sessions (person);
CREATE INDEX sessions_expires ON sessions (expires);
