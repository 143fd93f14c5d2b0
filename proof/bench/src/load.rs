//! Closed loops: a number of clients, each of which sends its next request as soon as it has an answer.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::client::{Answer, Client};
use crate::cpu;
use crate::outcome::Outcome;

/// The result of a load.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Done {
    pub(crate) count: usize,
    pub(crate) took: Duration,
    /// CPU time that the clients themselves used.
    pub(crate) clients: Duration,
}

impl Done {
    pub(crate) fn per_second(&self) -> f64 {
        self.count as f64 / self.took.as_secs_f64()
    }

    /// Divides a CPU time by the operations, in milliseconds per operation.
    pub(crate) fn ms_each(&self, cpu: Duration) -> f64 {
        cpu.as_secs_f64() * 1e3 / self.count.max(1) as f64
    }
}

/// Runs `0..count` on several threads, each number once.
pub(crate) fn each(
    clients: usize,
    count: usize,
    work: impl Fn(usize) -> Outcome<()> + Sync,
) -> Outcome<Done> {
    run(clients, |next| {
        while let Some(index) = next.take(count) {
            work(index)?;
        }
        Ok(())
    })
}

/// Sends requests `0..count` over HTTP, each once, and passes every answer to a check.
pub(crate) fn send_each(
    address: SocketAddr,
    clients: usize,
    requests: &[Vec<u8>],
    check: impl Fn(usize, &Answer<'_>) -> Outcome<()> + Sync,
) -> Outcome<Done> {
    run(clients, |next| {
        let mut client = Client::connect(address)?;
        while let Some(index) = next.take(requests.len()) {
            let request = requests.get(index).ok_or("no such request")?;
            check(index, &client.call(request)?)?;
        }
        Ok(())
    })
}

/// Sends requests in turn for a while, and passes every answer to a check.
pub(crate) fn send_for(
    address: SocketAddr,
    clients: usize,
    time: Duration,
    requests: &[Vec<u8>],
    check: impl Fn(usize, &Answer<'_>) -> Outcome<()> + Sync,
) -> Outcome<Done> {
    let until = Instant::now() + time;
    run(clients, |next| {
        let mut client = Client::connect(address)?;
        while Instant::now() < until {
            let index = next.take(usize::MAX).unwrap_or(0) % requests.len().max(1);
            let request = requests.get(index).ok_or("no request")?;
            check(index, &client.call(request)?)?;
        }
        Ok(())
    })
}

/// Hands out the next number.
pub(crate) struct Next(AtomicUsize);

impl Next {
    fn take(&self, count: usize) -> Option<usize> {
        let index = self.0.fetch_add(1, Ordering::Relaxed);
        (index < count).then_some(index)
    }
}

fn run(clients: usize, life: impl Fn(&Counted<'_>) -> Outcome<()> + Sync) -> Outcome<Done> {
    let next = Next(AtomicUsize::new(0));
    let began = Instant::now();
    let lives = thread::scope(|scope| {
        let threads: Vec<_> = (0..clients)
            .map(|_| {
                scope.spawn(|| {
                    let counted = Counted {
                        next: &next,
                        taken: AtomicUsize::new(0),
                    };
                    let cpu = cpu::of_this_thread();
                    life(&counted)?;
                    Ok((
                        counted.taken.into_inner(),
                        cpu::of_this_thread().saturating_sub(cpu),
                    ))
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().map_err(|_| "a client panicked")?)
            .collect::<Outcome<Vec<_>>>()
    })?;
    Ok(Done {
        count: lives.iter().map(|(taken, _)| taken).sum(),
        took: began.elapsed(),
        clients: lives.iter().map(|(_, cpu)| *cpu).sum(),
    })
}

/// The CPU time of one client.
struct Counted<'a> {
    next: &'a Next,
    taken: AtomicUsize,
}

impl Counted<'_> {
    fn take(&self, count: usize) -> Option<usize> {
        let index = self.next.take(count)?;
        self.taken.fetch_add(1, Ordering::Relaxed);
        Some(index)
    }
}
