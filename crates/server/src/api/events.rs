//! Everything that happens to changes that the caller may see, as server-sent events.

use std::collections::HashMap;
use std::convert::Infallible;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse as _, Response};
use placet_api::EventRow;
use placet_domain::ChangeId;
use tokio::sync::broadcast;
use tokio::sync::mpsc::{Sender, channel};
use tokio::time::{Instant, interval, timeout};
use tokio_stream::wrappers::ReceiverStream;

use super::rows;
use crate::auth::{Asker, Scope, revalidate};
use crate::door::{Begun, Call, Context, Inner, Pace, Place};
use crate::failure::{Failure, Kind};
use crate::limits::{
    HEARTBEAT_SECONDS, STREAM_CATCH_UP_EVENTS, STREAM_MESSAGES_MAX, STREAM_RECHECK_MS,
    STREAM_SEND_SECONDS_MAX,
};

type Message = Result<Event, Infallible>;

/// Begins a stream.
pub(crate) fn stream(context: Context, asker: Asker, call: Call) -> Begun {
    Box::pin(async move { begin(context, asker, &call.headers).await })
}

async fn begin(context: Context, asker: Asker, headers: &HeaderMap) -> Result<Response, Failure> {
    let place = context.inner().places.take(Pace::Stream)?;
    let next = match headers.get("last-event-id") {
        Some(value) => position(value)?.saturating_add(1),
        None => {
            context
                .blocking(|inner| Ok(inner.engine.store().ledger_head()?.size))
                .await?
        }
    };
    let (sender, receiver) = channel(STREAM_MESSAGES_MAX);
    let reader = Reader {
        context,
        asker,
        sender,
        next,
        seen: HashMap::new(),
    };
    tokio::spawn(reader.read(place));
    Ok(Sse::new(ReceiverStream::new(receiver)).into_response())
}

fn position(value: &HeaderValue) -> Result<u64, Failure> {
    let position = value.to_str().ok().and_then(|text| text.parse().ok());
    position.ok_or_else(|| {
        Failure::new(
            Kind::Malformed,
            "invalid_last_event_id",
            "`Last-Event-ID` is not a valid position",
            "send the `id` of the last event unchanged",
        )
        .at("Last-Event-ID")
    })
}

/// One open stream.
struct Reader {
    context: Context,
    asker: Asker,
    sender: Sender<Message>,
    /// The next position to send.
    next: u64,
    /// Changes seen so far, with the number of each change that the caller may see.
    seen: HashMap<ChangeId, Option<String>>,
}

/// Why a stream ends.
struct Over;

impl Reader {
    async fn read(mut self, _place: Place) {
        let mut size = self.context.inner().live.size();
        let mut outputs = self.context.inner().live.outputs();
        let mut closing = self.context.inner().live.closing();
        let mut recheck = interval(Duration::from_millis(STREAM_RECHECK_MS));
        let mut quiet_since = Instant::now();
        // Earlier events are sent first. From then on the receivers wake this loop.
        let mut going = self.catch_up().await;
        while going.is_ok() && !*closing.borrow() {
            going = tokio::select! {
                changed = size.changed() => match changed {
                    Ok(()) => { quiet_since = Instant::now(); self.catch_up().await }
                    Err(_) => Err(Over),
                },
                output = outputs.recv() => self.output(output).await,
                _ = closing.changed() => Err(Over),
                _ = recheck.tick() => {
                    let beat = quiet_since.elapsed() >= Duration::from_secs(HEARTBEAT_SECONDS);
                    if beat { quiet_since = Instant::now(); }
                    self.recheck(beat).await
                }
            };
        }
    }

    /// Sends everything from `next` on.
    async fn catch_up(&mut self) -> Result<(), Over> {
        loop {
            let (next, asker) = (self.next, self.asker.clone());
            let seen = std::mem::take(&mut self.seen);
            let read = self
                .context
                .blocking(move |inner| since(inner, &asker, next, seen))
                .await;
            let (rows, next, seen) = read.map_err(|_| Over)?;
            self.seen = seen;
            for row in rows {
                let event = Event::default()
                    .event("change")
                    .id(row.position.to_string());
                self.send(event.json_data(&row).map_err(|_| Over)?).await?;
            }
            if next == self.next {
                return Ok(());
            }
            self.next = next;
        }
    }

    async fn output(
        &mut self,
        output: Result<crate::live::Output, broadcast::error::RecvError>,
    ) -> Result<(), Over> {
        match output {
            Ok((change, line)) => {
                if !self.sees(change).await? {
                    return Ok(());
                }
                self.send(
                    Event::default()
                        .event("output")
                        .json_data(&*line)
                        .map_err(|_| Over)?,
                )
                .await
            }
            Err(broadcast::error::RecvError::Lagged(_)) => {
                self.send(Event::default().event("gap").data("")).await
            }
            Err(broadcast::error::RecvError::Closed) => Err(Over),
        }
    }

    async fn sees(&mut self, change: ChangeId) -> Result<bool, Over> {
        if let Some(known) = self.seen.get(&change) {
            return Ok(known.is_some());
        }
        let asker = self.asker.clone();
        let found = self
            .context
            .blocking(move |inner| number(inner, &asker, change))
            .await
            .map_err(|_| Over)?;
        let sees = found.is_some();
        remember(&mut self.seen, change, found);
        Ok(sees)
    }

    /// Ends the stream when the token was revoked, or when what the caller may see has changed since it began (T18).
    async fn recheck(&mut self, beat: bool) -> Result<(), Over> {
        let asker = self.asker.clone();
        let now = self
            .context
            .blocking(move |inner| revalidate(&inner.desk, &asker))
            .await
            .map_err(|_| Over)?;
        if !now.has(Scope::Read) {
            return Err(Over);
        }
        // T24: a person who left an organization gets nothing more. A person who may still read reconnects with the last id.
        if now.memberships != self.asker.memberships {
            return Err(Over);
        }
        self.asker = now;
        // Another process may have appended without waking this one; the check is cheap.
        let head = self
            .context
            .blocking(|inner| Ok(inner.engine.store().ledger_head()?.size))
            .await
            .map_err(|_| Over)?;
        if head > self.next {
            self.catch_up().await?;
        }
        if beat {
            self.send(Event::default().comment("heartbeat")).await
        } else {
            Ok(())
        }
    }

    async fn send(&self, event: Event) -> Result<(), Over> {
        let sent = timeout(
            Duration::from_secs(STREAM_SEND_SECONDS_MAX),
            self.sender.send(Ok(event)),
        )
        .await;
        // A reader that takes nothing for this long is gone, or reconnects with its last id.
        sent.map_err(|_| Over)?.map_err(|_| Over)
    }
}

type Seen = HashMap<ChangeId, Option<String>>;

fn since(
    inner: &Inner,
    asker: &Asker,
    next: u64,
    mut seen: Seen,
) -> Result<(Vec<EventRow>, u64, Seen), Failure> {
    let store = inner.engine.store();
    let stored = store.events_since(next, STREAM_CATCH_UP_EVENTS)?;
    // Events of the organization leave gaps, so the last event read says where the next page begins.
    let after = stored.last().map_or(next, |last| last.position + 1);
    let mut rows = Vec::new();
    for event in &stored {
        if !seen.contains_key(&event.change) {
            let found = number(inner, asker, event.change)?;
            remember(&mut seen, event.change, found);
        }
        if let Some(Some(number)) = seen.get(&event.change) {
            rows.push(rows::event(event, number));
        }
    }
    Ok((rows, after, seen))
}

/// Returns the number of a change that the caller may see.
fn number(inner: &Inner, asker: &Asker, change: ChangeId) -> Result<Option<String>, Failure> {
    let row = inner.engine.store().change_row(change)?;
    Ok(row
        .filter(|row| asker.may_see(&row.process))
        .map(|row| row.number))
}

fn remember(seen: &mut Seen, change: ChangeId, number: Option<String>) {
    if seen.len() >= STREAM_CHANGES_MAX {
        seen.clear();
    }
    seen.insert(change, number);
}

/// Changes of which one stream remembers whether the caller may see them.
const STREAM_CHANGES_MAX: usize = 10_000;
