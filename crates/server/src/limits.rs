//! Every limit of the server's door, with its unit last.

/// Longest body of a call, JSON or form.
pub const BODY_BYTES_MAX: usize = 1024 * 1024;
/// Longest file that is taken as evidence.
pub const EVIDENCE_BYTES_MAX: usize = 16 * 1024 * 1024;
/// All header lines of a call together.
pub const HEADER_BYTES_MAX: usize = 32 * 1024;
/// Longest address, query included.
pub const ADDRESS_BYTES_MAX: usize = 8 * 1024;
/// Longest `Idempotency-Key`.
pub const IDEMPOTENCY_KEY_BYTES_MAX: usize = 80;
/// Most rows of one page.
pub const PAGE_ROWS_MAX: u32 = 200;
/// Rows of a page by default.
pub const PAGE_ROWS_DEFAULT: u32 = 50;
/// Most events that a timeline shows.
pub const TIMELINE_EVENTS_MAX: usize = 2_000;
/// Connections at the same time; further ones wait in the system's queue, unanswered, until one ends.
pub const CONNECTIONS_MAX: usize = 1_024;
/// Time from the first byte of a call's head, or from the start of a connection, to the end of the head.
pub const HEAD_SECONDS_MAX: u64 = 10;
/// Time between two calls of a connection: longer than the 60 s that proxies keep theirs, so that they close first.
pub const IDLE_SECONDS_MAX: u64 = 75;
/// Pause when the system gives no further connection, because files or memory have run out.
pub const ACCEPT_PAUSE_MS: u64 = 500;
/// Calls that are handled at the same time; further ones are answered with "busy".
pub const CALLS_MAX: usize = 256;
/// Files that are taken in at the same time; each is held in memory until it is stored.
pub const UPLOADS_MAX: usize = 8;
/// Time for one call, except for uploads and streams.
pub const CALL_SECONDS_MAX: u64 = 30;
/// Time for one upload.
pub const UPLOAD_SECONDS_MAX: u64 = 300;
/// Streams of events that are open at the same time.
pub const STREAMS_MAX: usize = 256;
/// Messages a stream may lag behind before it sends a gap, after which the reader loads the page again.
pub const STREAM_MESSAGES_MAX: usize = 256;
/// Events read at once when a stream resumes from an earlier position.
pub const STREAM_CATCH_UP_EVENTS: usize = 200;
/// How long the names of processes are remembered: a new one appears after this time at the latest.
pub const PROCESS_NAMES_MS: u64 = 1_000;
/// Pause between two heartbeats of a stream.
pub const HEARTBEAT_SECONDS: u64 = 15;
/// How long a stream waits for a reader that takes nothing.
pub const STREAM_SEND_SECONDS_MAX: u64 = 30;
/// Pause between two checks of whether the reader of a stream may still read.
pub const STREAM_RECHECK_MS: u64 = 500;
/// Longest password.
pub const PASSWORD_BYTES_MAX: usize = 1024;
/// Shortest password, in characters.
pub const PASSWORD_CHARS_MIN: usize = 12;
/// Failed logins of one person before a pause.
pub const LOGIN_FAILURES_MAX: u32 = 5;
/// Failed logins of all persons together before a pause.
pub const LOGIN_FAILURES_OVERALL_MAX: u32 = 100;
/// Persons whose failures are remembered at the same time.
pub const LOGIN_PERSONS_MAX: usize = 10_000;
/// Time in which failed logins are counted.
pub const LOGIN_WINDOW_SECONDS: i64 = 300;
/// Passwords that are hashed at the same time. Each takes 19 MiB of memory.
pub const PASSWORD_HASHES_MAX: usize = 2;
/// Life of a session.
pub const SESSION_SECONDS: i64 = 12 * 3600;
/// A session that is idle for this long ends.
pub const SESSION_IDLE_SECONDS: i64 = 3600;
/// Sessions whose last use is remembered. For further ones, only the full lifetime counts.
pub const SESSION_USES_MAX: usize = 100_000;
/// Longest name of a token or of a piece of evidence.
pub const NAME_BYTES_MAX: usize = 200;
/// How far the timestamp of a hook's message may be from the clock here, either way.
pub const HOOK_WINDOW_SECONDS: i64 = 300;
/// Longest `webhook-id`.
pub const HOOK_ID_BYTES_MAX: usize = 128;
/// Signatures of a message that are checked.
pub const HOOK_SIGNATURES_MAX: usize = 8;
