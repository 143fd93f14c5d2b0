//! Starts the server, ends it, and writes down what was seen in between.

use std::time::Duration;

use super::client::Client;
use super::host::{self, KilledShims};
use super::house::Server;
use super::person::MANAGER;
use super::world::World;

/// Longest time for a start.
const START: Duration = Duration::from_secs(60);

/// What was seen of the servers.
#[derive(Default)]
pub(crate) struct Seen {
    /// Times from each start until the server was ready.
    pub(crate) ready: Vec<Duration>,
    pub(crate) killed_shims: KilledShims,
    /// Signed checkpoints that were handed out.
    pub(crate) checkpoints: Vec<String>,
}

/// Starts and ends the servers of a world.
pub(crate) struct Keeper<'a> {
    pub(crate) world: &'a World,
    pub(crate) seen: Seen,
}

impl<'a> Keeper<'a> {
    pub(crate) fn new(world: &'a World) -> Self {
        Self {
            world,
            seen: Seen::default(),
        }
    }

    /// Starts a server, waits until it is ready and gives all clients its address.
    pub(crate) fn up(&mut self) -> Server {
        let (server, ready) = self.try_up(&[]);
        assert!(
            ready,
            "not ready within {START:?}: {}",
            self.world.house.log()
        );
        server
    }

    /// Does the same with more variables, for a server that may end before it is ready. Tells whether it became ready.
    pub(crate) fn try_up(&mut self, environment: &[(&str, &str)]) -> (Server, bool) {
        let mut server = self.world.house.start_with(environment);
        let ready = server.ready(START);
        if let Some((address, time)) = &ready {
            self.seen.ready.push(*time);
            self.is_at(Some(address.clone()));
        }
        (server, ready.is_some())
    }

    /// Kills a server and nothing else: its shims keep running.
    pub(crate) fn kill(&self, server: Server) {
        server.kill();
        self.is_at(None);
    }

    /// Says where the server is now.
    pub(crate) fn is_at(&self, address: Option<String>) {
        self.world.calls.whereabouts.set(address);
    }

    /// Stops the server and its shims, whatever they are doing.
    pub(crate) fn freeze(&self, server: &Server) {
        host::freeze(server.pid(), &self.world.house.data);
    }

    /// Kills the shims and their commands, as a crash of the host does. Only while no server runs.
    pub(crate) fn crash_host(&mut self) {
        host::crash(&self.world.house.data, &mut self.seen.killed_shims);
    }

    /// Keeps the checkpoint that the server hands out now.
    pub(crate) fn keep_checkpoint(&mut self) {
        let note = Client::new(&self.world.calls).get(MANAGER, "/checkpoint");
        let note = note.filter(|note| note.code == 200);
        self.seen
            .checkpoints
            .extend(note.and_then(|note| note.json.as_str().map(str::to_owned)));
    }
}
