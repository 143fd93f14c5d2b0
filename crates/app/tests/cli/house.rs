//! A data directory with people and a server, and words to type.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Longest time for anything that a test waits for.
const PATIENCE: Duration = Duration::from_secs(30);

const SERVICE_PLATFORM: &str = include_str!("../../../../processes/service-platform.yaml");

const PEOPLE: &str = "\
people:
  olga: {name: Olga, roles: [engineer]}
  lars: {name: Lars, roles: [team_lead]}
  tina: {name: Tina, roles: [technical_lead]}
  emil: {name: Emil, roles: [engineering_manager]}
  paul: {name: Paul}
  bot: {name: Bot, kind: agent, principal: olga, roles: [engineer]}
administrators: [emil]
";

/// What the program said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    /// Returns everything as one text: output, then errors, then the code.
    pub(crate) fn all(&self) -> String {
        format!("{}{}= {}", self.out, self.err, self.code)
    }

    /// Returns the output, if all went well.
    #[track_caller]
    pub(crate) fn done(self) -> String {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        self.out
    }

    /// Returns the output as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("{error}: {}{}", self.out, self.err))
    }
}

/// A data directory, perhaps with a server on it.
pub(crate) struct House {
    dir: TempDir,
    pub(crate) server: Option<Server>,
    /// What the server's environment holds beside the usual.
    pub(crate) server_env: Vec<(String, String)>,
    /// The tokens that people type with.
    pub(crate) tokens: Mutex<BTreeMap<String, String>>,
}

/// A server that runs.
pub(crate) struct Server {
    pub(crate) child: Child,
    pub(crate) url: String,
    /// The lines that it printed first.
    pub(crate) greeting: String,
    /// Kept open, as a terminal would.
    _out: BufReader<ChildStdout>,
}

impl House {
    /// Creates a directory with files to begin from.
    pub(crate) fn empty() -> Self {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("people.yaml"), PEOPLE).unwrap();
        // Numbers without the year, so that what is typed here does not depend on today.
        let process = SERVICE_PLATFORM.replacen("CR-{yyyy}-{seq:4}", "CR-{seq:4}", 1);
        assert_ne!(process, SERVICE_PLATFORM);
        std::fs::write(dir.path().join("process.yaml"), process).unwrap();
        Self {
            dir,
            server: None,
            server_env: Vec::new(),
            tokens: Mutex::default(),
        }
    }

    /// Creates a data directory with the service platform's process.
    pub(crate) fn set_up() -> Self {
        Self::empty().initialized()
    }

    /// Does the same with a service among the people.
    pub(crate) fn with_service() -> Self {
        let house = Self::empty();
        let service = "  ci: {name: CI, kind: service, principal: olga}\nadministrators:";
        house.file("people.yaml", &PEOPLE.replace("administrators:", service));
        house.initialized()
    }

    fn initialized(self) -> Self {
        let house = self;
        house
            .run("init --data data --process process.yaml --people people.yaml")
            .done();
        house
    }

    /// Does the same with a server.
    pub(crate) fn open() -> Self {
        let mut house = Self::set_up();
        house.serve();
        house
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Starts a server and waits until it listens.
    pub(crate) fn serve(&mut self) -> &Server {
        self.serve_at("127.0.0.1:0")
    }

    fn serve_at(&mut self, address: &str) -> &Server {
        let mut child = program(self.dir.path())
            .args([
                "serve",
                "--data",
                "data",
                "--listen",
                address,
                "--workers",
                "2",
            ])
            .envs(self.server_env.iter().cloned())
            .stdout(Stdio::piped())
            .stderr(self.log())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut greeting = String::new();
        out.read_line(&mut greeting).unwrap();
        let url = greeting
            .trim_end()
            .strip_prefix("listening on ")
            .unwrap_or_else(|| panic!("{greeting:?}"))
            .to_owned();
        // Nobody has a password in these tests, so that the link follows.
        out.read_line(&mut greeting).unwrap();
        self.server.insert(Server {
            child,
            url,
            greeting,
            _out: out,
        })
    }

    /// The log continues after a restart.
    fn log(&self) -> std::fs::File {
        let path = self.path("serve.log");
        let mut file = std::fs::File::options();
        file.create(true).append(true).open(path).unwrap()
    }

    /// Ends the server and starts it again at the same address.
    pub(crate) fn restart(&mut self, signal: &str) {
        let address = self.url().replace("http://", "");
        self.stop(signal);
        self.serve_at(&address);
    }

    /// Tells the server to end, and gives its exit code.
    pub(crate) fn stop(&mut self, signal: &str) -> i32 {
        let mut server = self.server.take().unwrap();
        let id = server.child.id().to_string();
        assert!(
            Command::new("kill")
                .args([signal, &id])
                .status()
                .unwrap()
                .success()
        );
        until("the server has ended", || server.child.try_wait().unwrap())
            .code()
            .unwrap_or(-1)
    }

    pub(crate) fn url(&self) -> String {
        self.server.as_ref().unwrap().url.clone()
    }

    /// Types a line without a token.
    pub(crate) fn run(&self, line: &str) -> Said {
        self.finish(self.command("", line), "")
    }

    /// Types a line as a person.
    pub(crate) fn says(&self, person: &str, line: &str) -> Said {
        self.finish(self.command(person, line), "")
    }

    /// Types a line as a person, with text on standard input.
    pub(crate) fn pipes(&self, person: &str, line: &str, input: &str) -> Said {
        self.finish(self.command(person, line), input)
    }

    /// Returns the command for a line, in which quotes hold words together.
    pub(crate) fn command(&self, person: &str, line: &str) -> Command {
        let mut command = program(self.dir.path());
        command.args(words(line));
        if let Some(server) = &self.server {
            command.env("PLACET_URL", &server.url);
        }
        if !person.is_empty() {
            command.env("PLACET_TOKEN", self.token(person));
        }
        command
    }

    pub(crate) fn token(&self, person: &str) -> String {
        if let Some(token) = self.tokens.lock().unwrap().get(person) {
            return token.clone();
        }
        let token = self
            .run(&format!("token create --data data --person {person}"))
            .done()
            .trim()
            .to_owned();
        self.tokens
            .lock()
            .unwrap()
            .insert(person.to_owned(), token.clone());
        token
    }

    fn finish(&self, mut command: Command, input: &str) -> Said {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // A program that does not read its input is not affected.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        let output = child.wait_with_output().unwrap();
        Said {
            code: output.status.code().unwrap_or(-1),
            out: self.plain(&output.stdout),
            err: self.plain(&output.stderr),
        }
    }

    /// Text without what differs from run to run.
    fn plain(&self, bytes: &[u8]) -> String {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let mut text = text.replace(&self.dir.path().display().to_string(), "[DIR]");
        if let Some(server) = &self.server {
            text = text.replace(&server.url, "[URL]");
        }
        text
    }

    /// Returns the request for a small standard change whose steps really run.
    pub(crate) fn request(&self, title: &str) -> PathBuf {
        let target = self.path("motd");
        self.file(
            "request.yaml",
            &format!(
                "process: service-platform\nmodel: standard\ntitle: {title}\n{REQUEST}\
                 plan:\n  steps:\n    - id: look\n      title: Look first\n      action: {{command: {{run: [/bin/true]}}}}\n      \
                 check: {{command: {{run: [/bin/true]}}}}\n      undo: none\n    - id: write\n      title: Write the message\n      \
                 action: {{write: {{path: {0}, content: \"hello\\n\"}}}}\n      \
                 check: {{command: {{run: [/bin/grep, -q, hello, {0}]}}}}\n      undo: previous\n",
                target.display()
            ),
        )
    }

    /// Records that the review after the implementation takes place tomorrow.
    pub(crate) fn review_planned(&self) {
        let tomorrow = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24);
        let line = format!("change record CR-0001 review_after --field planned_for={tomorrow}");
        self.says("olga", &line).done();
    }

    /// Opens and submits that change and brings it through review and approval.
    pub(crate) fn approved(&self) {
        self.request("Update the message");
        self.says("olga", "change open -f request.yaml --submit")
            .done();
        self.says(
            "tina",
            "change review CR-0001 --kind technical --passed --tick-all",
        )
        .done();
        self.says("lars", "change approve CR-0001").done();
    }
}

/// Fields of a request that a standard change needs beside title and plan.
pub(crate) const REQUEST: &str = "\
summary: A new message of the day
priority: Low
business_justification: Users asked for it
services_affected: [gateway]
environment: development
impact: Low
probability: Low
testing_completed: [CI run 1]
monitoring_plan: Look at it
rollback_plan: Put the old one back
";

impl Drop for House {
    fn drop(&mut self) {
        if let Some(server) = &mut self.server {
            let _ = server.child.kill();
            let _ = server.child.wait();
        }
    }
}

/// Returns the program, in an environment without anything that would change what it says.
pub(crate) fn program(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_placet"));
    command
        .current_dir(dir)
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("NO_COLOR", "1");
    // Nothing listens there, so that a test never talks to another server by chance.
    command.env("PLACET_URL", "http://127.0.0.1:9");
    command
}

/// Waits until something is there.
#[track_caller]
pub(crate) fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        if let Some(found) = look() {
            return found;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("waited too long until {what}")
}

fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in line.split('\'').enumerate() {
        if index % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

/// Text with every instant, digest and identity replaced by its kind, so that it can be compared.
pub(crate) fn still(text: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    for line in text.split('\n') {
        let words = line.split(' ').map(|word| {
            let bare = word.trim_matches([',', '"', '`', ':']);
            let kind = match bare {
                _ if is_time(bare) => "[TIME]",
                _ if bare.len() == 64 && bare.chars().all(|c| c.is_ascii_hexdigit()) => "[SHA256]",
                _ if bare.len() == 12 && bare.chars().all(|c| c.is_ascii_hexdigit()) => "[DIGEST]",
                _ if bare.len() == 26 && bare.starts_with("01") => "[ID]",
                _ => return word.to_owned(),
            };
            word.replace(bare, kind)
        });
        out.push(words.collect::<Vec<_>>().join(" "));
    }
    out.join("\n")
}

fn is_time(word: &str) -> bool {
    word.len() >= 20
        && word.ends_with('Z')
        && word.as_bytes().get(10) == Some(&b'T')
        && word.starts_with("20")
}
