//! Durable plans of ten steps, 1, 64 and 512 at once, in-process, with a runner that answers at once.

use std::collections::HashMap;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use placet_domain::change::Command;
use placet_domain::{ChangeId, PersonId};
use placet_engine::Notice;

use super::bench::Bench;
use crate::house::{self, ENGINEERS, House};
use crate::median::median;
use crate::outcome::Outcome;
use crate::results::Results;
use crate::syncs::Syncs;
use crate::{cpu, load};

const STEPS: usize = 10;
/// The number of plans in a run with many at once: as many as the engine keeps in memory.
const PLANS: usize = 2_048;
/// The number of workers in a run with many at once. More of them would only take turns on two cores.
const WORKERS: usize = 64;
/// The number of threads that start plans when so many plans run that one thread would slow them down.
const STARTERS_MAX: usize = 128;
/// The number of threads that prepare plans, which is not measured.
const OPENERS: usize = 64;
const END_WAIT: Duration = Duration::from_secs(60);

/// The event that ends a run.
const FINISHED: &str = "RunFinished";

pub(super) fn run(bench: &mut Bench, results: &mut Results) -> Outcome<()> {
    for _ in 0..bench.options.repeats() {
        one_at_once(bench, results)?;
        for at_once in [64, 512] {
            many(bench, results, at_once)?;
        }
    }
    Ok(())
}

/// A running engine, with plans that are ready to be started.
struct Ready {
    house: House,
    person: PersonId,
    changes: Vec<ChangeId>,
    /// When the end of each run became durable.
    ended: Receiver<(ChangeId, Instant)>,
    _dir: tempfile::TempDir,
}

fn ready(bench: &Bench, count: usize, workers: usize) -> Outcome<Ready> {
    let dir = bench.fresh()?;
    let house = House::create(&bench.options.root, &dir.path().join("data"), workers)?;
    let [first, ..] = ENGINEERS;
    let person: PersonId = first.parse()?;
    let changes = Mutex::new(Vec::with_capacity(count));
    load::each(OPENERS, count, |index| {
        let change = house
            .open_change(&person, house::request(&house::standard(index, STEPS))?)?
            .change;
        house.say(&person, change, Command::Submit)?;
        changes
            .lock()
            .map_err(|_| "an opener panicked")?
            .push(change);
        Ok(())
    })?;
    let ended = listen(&house);
    house.engine.start()?;
    let changes = changes.into_inner().map_err(|_| "an opener panicked")?;
    Ok(Ready {
        house,
        person,
        changes,
        ended,
        _dir: dir,
    })
}

/// Notes when each run has ended: when its last outcome is durable.
fn listen(house: &House) -> Receiver<(ChangeId, Instant)> {
    let (tell, ended): (Sender<(ChangeId, Instant)>, _) = channel();
    let notices = house.engine.subscribe();
    thread::spawn(move || {
        for notice in notices {
            let Notice::Committed(committed) = notice else {
                continue;
            };
            let now = Instant::now();
            for change in committed
                .iter()
                .filter(|one| one.events.iter().any(|event| event == FINISHED))
            {
                if change
                    .change
                    .is_some_and(|id| tell.send((id, now)).is_err())
                {
                    return;
                }
            }
        }
    });
    ended
}

fn one_at_once(bench: &Bench, results: &mut Results) -> Outcome<()> {
    let plans = ready(bench, bench.options.size(200, 5), 4)?;
    let disk = bench.disk()?;
    let syncs = Syncs::begin(bench.scratch.path().join("perf"));
    let (mut steps, mut whole) = (Vec::new(), Vec::new());
    for change in &plans.changes {
        let asked = Instant::now();
        plans.house.say(&plans.person, *change, Command::Start)?;
        let started = Instant::now();
        let (_, end) = plans.ended.recv_timeout(END_WAIT)?;
        steps.push(end.saturating_duration_since(started).as_secs_f64() * 1e3);
        whole.push(end.saturating_duration_since(asked).as_secs_f64() * 1e3);
    }
    if let Some(count) = syncs.end()? {
        results.add(
            "plan-1-syncs",
            count as f64 / (plans.changes.len() * STEPS) as f64,
        );
    }
    results.add("plan-1", median(&steps)).disk.push(disk);
    results.add("plan-1-whole", median(&whole)).disk.push(disk);
    plans.house.engine.stop();
    Ok(())
}

/// Keeps this many plans in flight: whenever one has ended, the next is started.
fn many(bench: &Bench, results: &mut Results, at_once: usize) -> Outcome<()> {
    let count = bench.options.size(PLANS, at_once + 8);
    let plans = ready(bench, count, WORKERS)?;
    let disk = bench.disk()?;
    let syncs = Syncs::begin(bench.scratch.path().join("perf"));
    let cpu = cpu::of_process(std::process::id())?;
    let began = Instant::now();
    let last = drive(&plans, at_once)?;
    let took = last.saturating_duration_since(began).as_secs_f64();
    let cpu = cpu::of_process(std::process::id())?.saturating_sub(cpu);
    let steps = (count * STEPS) as f64;
    if let Some(count) = syncs.end()? {
        results.add(&format!("plan-{at_once}-syncs"), count as f64 / steps);
    }
    results
        .add(&format!("plan-{at_once}"), steps / took)
        .disk
        .push(disk);
    results.add(
        &format!("plan-{at_once}-cpu"),
        cpu.as_secs_f64() * 1e3 / count as f64,
    );
    plans.house.engine.stop();
    Ok(())
}

/// Starts all plans, `at_once` of them at a time, and returns when the last one ended.
fn drive(plans: &Ready, at_once: usize) -> Outcome<Instant> {
    let (order, orders) = channel::<ChangeId>();
    let orders = Arc::new(Mutex::new(orders));
    let (house, person) = (&plans.house, &plans.person);
    thread::scope(|scope| {
        let starters: Vec<_> = (0..at_once.min(STARTERS_MAX))
            .map(|_| {
                let orders = Arc::clone(&orders);
                scope.spawn(move || {
                    loop {
                        let next = orders.lock().map_err(|_| "a starter panicked")?.recv();
                        let Ok(change) = next else {
                            return Outcome::Ok(());
                        };
                        house.say(person, change, Command::Start)?;
                    }
                })
            })
            .collect();
        let mut waiting = plans.changes.iter();
        for change in waiting.by_ref().take(at_once) {
            order.send(*change)?;
        }
        let mut ended: HashMap<ChangeId, Instant> = HashMap::with_capacity(plans.changes.len());
        while ended.len() < plans.changes.len() {
            let (change, at) = plans.ended.recv_timeout(END_WAIT)?;
            ended.insert(change, at);
            if let Some(next) = waiting.next() {
                order.send(*next)?;
            }
        }
        drop(order);
        for starter in starters {
            starter.join().map_err(|_| "a starter panicked")??;
        }
        ended
            .into_values()
            .max()
            .ok_or_else(|| "no plan ran".into())
    })
}
