//! From a listener to connections: how many there are at once, and how long each may keep the server waiting.

use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use axum::Router;
use hyper::rt::Timer;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::server::graceful::{GracefulConnection, GracefulShutdown};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::net::tcp::OwnedReadHalf;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Sleep, sleep, sleep_until};

use crate::limits::{ACCEPT_PAUSE_MS, CONNECTIONS_MAX, HEAD_SECONDS_MAX, IDLE_SECONDS_MAX};

/// The bounds that connections are held to.
#[derive(Clone, Copy, Debug)]
pub struct Connections {
    /// How many connections are open at the same time; further ones wait in the system's queue.
    pub max: usize,
    /// From the first byte of a call's head, or from the start of the connection, to the end of the head.
    pub head: Duration,
    /// From the end of an answer to the first byte of the next call.
    pub idle: Duration,
}

impl Default for Connections {
    fn default() -> Self {
        Self {
            max: CONNECTIONS_MAX,
            head: Duration::from_secs(HEAD_SECONDS_MAX),
            idle: Duration::from_secs(IDLE_SECONDS_MAX),
        }
    }
}

/// Takes connections until `ending` comes true, then waits until each has finished its call.
pub(crate) async fn accept(
    bounds: Connections,
    router: Router,
    listener: TcpListener,
    ending: impl Future<Output = ()>,
) {
    let places = Arc::new(Semaphore::new(bounds.max));
    let open = GracefulShutdown::new();
    let mut ending = pin!(ending);
    loop {
        let (stream, place) = tokio::select! {
            next = next(&listener, &places) => next,
            () = &mut ending => break,
        };
        let connection = open.watch(connection(bounds, router.clone(), stream));
        tokio::spawn(async move {
            // A caller that is gone or was cut off is not a failure of the server.
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
            drop(place);
        });
    }
    drop(listener);
    open.shutdown().await;
}

/// Waits for a place first: a full server leaves callers in the system's queue, where they cost it nothing.
async fn next(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> (TcpStream, Option<OwnedSemaphorePermit>) {
    // The semaphore is never closed, so a place always becomes free eventually.
    let place = Arc::clone(places).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return (stream, place),
            Err(error) if is_of_the_caller(&error) => {}
            Err(error) => {
                tracing::warn!(%error, "no connection can be taken; trying again");
                sleep(Duration::from_millis(ACCEPT_PAUSE_MS)).await;
            }
        }
    }
}

/// Tells whether only this connection is lost, so that the next one may be taken at once.
fn is_of_the_caller(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted
    )
}

fn connection(
    bounds: Connections,
    router: Router,
    stream: TcpStream,
) -> impl GracefulConnection<Error = hyper::Error> {
    // Events of a stream are small and must not wait for each other; without it they are only slower.
    let _ = stream.set_nodelay(true);
    let heard = Arc::new(AtomicBool::new(false));
    let (reader, writer) = stream.into_split();
    let reader = Listening {
        reader,
        heard: Arc::clone(&heard),
    };
    http1::Builder::new()
        .timer(Patience {
            head: bounds.head,
            heard,
            is_new: AtomicBool::new(true),
        })
        // Hyper begins to count as soon as it waits for a head; `Patience` shortens that when the head begins.
        .header_read_timeout(bounds.idle)
        .serve_connection(
            TokioIo::new(tokio::io::join(reader, writer)),
            TowerToHyperService::new(router),
        )
}

/// Notes that bytes have come.
struct Listening {
    reader: OwnedReadHalf,
    heard: Arc<AtomicBool>,
}

impl AsyncRead for Listening {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let result = ready!(Pin::new(&mut self.reader).poll_read(context, buffer));
        self.heard.store(true, Ordering::Relaxed);
        Poll::Ready(result)
    }
}

/// Hyper's clock. Hyper uses one wait for both the next call and the rest of its head.
struct Patience {
    head: Duration,
    heard: Arc<AtomicBool>,
    is_new: AtomicBool,
}

impl Timer for Patience {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn hyper::rt::Sleep>> {
        self.sleep_until(Instant::now() + duration)
    }

    fn sleep_until(&self, deadline: Instant) -> Pin<Box<dyn hyper::rt::Sleep>> {
        // A client that connects wants to call, so a new connection gets no idle time.
        let is_new = self.is_new.swap(false, Ordering::Relaxed);
        self.heard.store(is_new, Ordering::Relaxed);
        Box::pin(Wait {
            sleep: Box::pin(sleep_until(deadline.into())),
            head: self.head,
            heard: Arc::clone(&self.heard),
            has_begun: false,
        })
    }
}

/// One wait for a head.
struct Wait {
    sleep: Pin<Box<Sleep>>,
    head: Duration,
    heard: Arc<AtomicBool>,
    has_begun: bool,
}

impl hyper::rt::Sleep for Wait {}

impl Future for Wait {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if !self.has_begun && self.heard.load(Ordering::Relaxed) {
            self.has_begun = true;
            let end = tokio::time::Instant::now() + self.head;
            self.sleep.as_mut().reset(end);
        }
        self.sleep.as_mut().poll(context)
    }
}
