//! T15: secrets that can be recognized go through every channel of a real server, which is killed on the way; afterwards
//! nothing that it left holds one, in any form. Each search has a control that must hit.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::house::{House, REQUEST, until};

/// What every secret of this test holds, so that it is found wherever it went, and nobody else's.
fn canary(channel: &str) -> String {
    format!(
        "canary{:07}-{channel}-\"s3cr3t/{channel}+x",
        std::process::id()
    )
}

/// The forms in which a canary could have been written down, for the part that it shares with all others.
fn forms(secret: &str) -> Vec<Vec<u8>> {
    let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
    let mut forms = vec![
        secret.as_bytes().to_vec(),
        hex.to_uppercase().into_bytes(),
        hex.into_bytes(),
    ];
    forms.push(
        secret
            .bytes()
            .flat_map(|byte| format!("%{byte:02X}").into_bytes())
            .collect(),
    );
    // Base64 at each of its three places, without the characters that the neighbors decide.
    for shift in 0..3 {
        let printed = python(
            &format!(
                "import base64,sys;sys.stdout.write(base64.b64encode(b'_'*{shift}+sys.argv[1].encode()).decode())"
            ),
            secret,
        );
        let end = printed.trim_end_matches('=').len() - 1;
        forms.push(printed.as_bytes()[if shift == 0 { 0 } else { shift + 1 }..end].to_vec());
    }
    forms
}

fn python(script: &str, argument: &str) -> String {
    let output = Command::new("python3")
        .args(["-c", script, argument])
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// Where something is found: below a directory, but not in the files that hold secrets on purpose.
fn search(dir: &Path, secret: &str, holders: &[PathBuf]) -> Vec<String> {
    let forms = forms(secret);
    let mut found = Vec::new();
    let mut open = vec![dir.to_owned()];
    while let Some(path) = open.pop() {
        if holders.contains(&path) {
            continue;
        }
        if path.is_dir() {
            open.extend(
                std::fs::read_dir(&path)
                    .unwrap()
                    .flatten()
                    .map(|entry| entry.path()),
            );
        } else if let Ok(bytes) = std::fs::read(&path) {
            found.extend(hits(&bytes, &forms).map(|form| format!("{} has {form}", path.display())));
        }
    }
    found
}

fn hits(bytes: &[u8], forms: &[Vec<u8>]) -> impl Iterator<Item = String> {
    // Searched as text, which is much faster in a test than windows of bytes.
    let text = String::from_utf8_lossy(bytes).into_owned();
    let forms: Vec<String> = forms
        .iter()
        .map(|form| String::from_utf8_lossy(form).into_owned())
        .collect();
    forms
        .into_iter()
        .filter(move |form| text.contains(form.as_str()))
}

/// Command lines of all processes with one of the secrets.
fn in_command_lines(secrets: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir("/proc").unwrap().flatten() {
        let line = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
        let shown = String::from_utf8_lossy(&line).into_owned();
        if secrets.iter().any(|secret| shown.contains(secret.as_str())) {
            found.push(shown);
        }
    }
    found
}

/// Sends back whatever it is sent, as it is and in base64.
fn echo() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/deploy", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let stream = stream.unwrap();
            let mut head = String::new();
            for line in BufReader::new(&stream).lines().map_while(Result::ok) {
                if line.is_empty() {
                    break;
                }
                head.push_str(&line);
                head.push('\n');
            }
            let encoded = python(
                "import base64,sys;print(base64.b64encode(sys.argv[1].encode()).decode())",
                &head,
            );
            let body = format!("{head}\n{encoded}");
            let length = body.len();
            let _ = write!(
                &stream,
                "HTTP/1.1 200 X\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
            );
        }
    });
    url
}

/// One call as a browser sends it; the whole answer.
fn browse(house: &House, method: &str, path: &str, more: &str, body: &str) -> String {
    let address = house.url().replace("http://", "");
    let mut stream = TcpStream::connect(&address).unwrap();
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nSec-Fetch-Site: same-origin\r\n{more}\
         Content-Length: {length}\r\n\r\n{body}"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// Sets a password by the one-time link, logs in with it, and gives the session's secret.
fn log_in(house: &House, link: &str, password: &str) -> String {
    let encoded = python(
        "import sys,urllib.parse as u;sys.stdout.write(u.quote_plus(sys.argv[1]))",
        password,
    );
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    let token = link.trim().rsplit_once("token=").unwrap().1;
    let chosen = format!("token={token}&password={encoded}&again={encoded}");
    let welcome = browse(house, "POST", "/welcome", form, &chosen);
    assert!(welcome.starts_with("HTTP/1.1 303"), "{welcome}");
    let login = browse(
        house,
        "POST",
        "/login",
        form,
        &format!("person=emil&password={encoded}&next=%2F"),
    );
    let cookie = login
        .lines()
        .find_map(|line| line.strip_prefix("set-cookie: ")?.split(';').next())
        .unwrap_or_else(|| panic!("{login}"));
    let page = browse(
        house,
        "GET",
        "/account",
        &format!("Cookie: {cookie}\r\n"),
        "",
    );
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    // A wrong one is refused and not written down either.
    browse(
        house,
        "POST",
        "/login",
        form,
        &format!("person=emil&password={encoded}x&next=%2F"),
    );
    cookie.split_once('=').unwrap().1.to_owned()
}

/// Prints what it was given in all forms, each in two parts with a pause between.
const TALKATIVE: &str = "import base64,json,os,sys,time,urllib.parse as u
for name in ('A', 'B'):
    s = os.environ[name]
    print(s, json.dumps(s), s.encode().hex(), u.quote(s, safe=''), base64.b64encode(s.encode()).decode())
    print(base64.b64encode(b'x' + s.encode()).decode(), base64.b64encode(b'xy' + s.encode()).decode(), file=sys.stderr)
    print(s[:20], end='', flush=True)
    open(sys.argv[1], 'w').write('half')
    time.sleep(0.7)
    print(s[20:], flush=True)
print(sys.argv[2])
";

struct Run {
    house: House,
    secrets: Vec<String>,
    /// What the program printed for people.
    told: String,
}

/// A whole life of a change with secrets everywhere. `bug` is planted in the server.
fn live(bug: &str, plain: &str) -> Run {
    let mut house = House::with_service();
    let (env, file, header, password) = (
        canary("env"),
        canary("file"),
        canary("header"),
        canary("password"),
    );
    house.server_env = vec![
        ("PLACET_SECRET_CANARY".to_owned(), env.clone()),
        ("RUST_LOG".to_owned(), "trace".to_owned()),
        ("PLACET_TEETH".to_owned(), bug.to_owned()),
    ];
    let in_file = house.file("secret-file", &format!("{file}\n"));
    let in_header = house.file("secret-header", &header);
    house.serve();
    let hook = house
        .run("hook create build --data data --person ci")
        .done();
    let mut secrets = vec![env, file, header, hook.trim().to_owned()];

    let script = house.file("talk.py", TALKATIVE);
    let (script, half, in_file, in_header) = (
        script.display(),
        house.path("half"),
        in_file.display(),
        in_header.display(),
    );
    let (mark, url) = (half.display(), echo());
    let plan = format!(
        "plan:
  steps:
    - id: talk
      action: {{command: {{run: [python3, {script}, {mark}, {plain}], env: {{A: 'env:PLACET_SECRET_CANARY', B: 'file:{in_file}'}}}}}}
      check: {{command: {{run: ['true']}}}}
      undo: none
    - id: send
      action: {{http: {{method: POST, url: '{url}', headers: {{Authorization: 'Bearer file:{in_header}'}}}}}}
      check: {{http: {{url: '{url}', headers: {{X-Key: 'file:{in_header}'}}, expect_body: x-key}}}}
      undo: none
"
    );
    let head = "process: service-platform\nmodel: standard\ntitle: Canaries\n";
    house.file("request.yaml", &format!("{head}{REQUEST}{plan}"));
    let mut told = String::new();
    for line in [
        ("olga", "change open -f request.yaml --submit"),
        (
            "tina",
            "change review CR-0001 --kind technical --passed --tick-all",
        ),
        ("lars", "change approve CR-0001"),
        ("olga", "change tick CR-0001 --checklist before --all"),
    ] {
        told.push_str(&house.says(line.0, line.1).done());
    }
    until("the command is in the middle of a secret", || {
        half.exists().then_some(())
    });
    assert_eq!(in_command_lines(&secrets), Vec::<String>::new());
    let limits = std::fs::read_to_string(format!(
        "/proc/{}/limits",
        house.server.as_ref().unwrap().child.id()
    ))
    .unwrap();
    let core = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"))
        .unwrap()
        .to_owned();
    assert!(core.split_whitespace().nth(4) == Some("0"), "{core}");
    house.restart("-KILL");
    let session = log_in(&house, &house.server.as_ref().unwrap().greeting, &password);
    secrets.extend([password, session]);
    told.push_str(
        &house
            .says("olga", "change wait CR-0001 --for finished --timeout 25s")
            .all(),
    );
    for line in [
        "change show CR-0001 --timeline",
        "change show CR-0001 --json",
        "inbox",
        "ledger export export --data data",
        "backup backup --data data",
        "fsck --data data",
        "hook list --data data --json",
    ] {
        told.push_str(&house.says("olga", line).all());
    }
    for path in ["/api/v1/changes/CR-0001/events", "/metrics"] {
        let token = format!("Authorization: Bearer {}\r\n", house.token("olga"));
        told.push_str(&browse(&house, "GET", path, &token, ""));
    }
    secrets.extend(["olga", "tina", "lars"].map(|person| house.token(person)));
    Run {
        house,
        secrets,
        told,
    }
}

impl Run {
    fn finds(&self, secret: &str) -> Vec<String> {
        let holders =
            ["secret-file", "secret-header", "data/hooks"].map(|name| self.house.path(name));
        let mut found = search(&self.house.path(""), secret, &holders);
        let forms = forms(secret);
        found.extend(hits(self.told.as_bytes(), &forms).map(|form| format!("told: {form}")));
        found
    }
}

#[test]
fn t15_no_canary_is_found_in_what_a_server_leaves_behind() {
    let plain = "plain-words-that-are-no-secret";
    let mut run = live("", plain);
    assert!(run.told.contains("[redacted]"), "{}", run.told);
    // The control: what is not secret is found in the database and on the screen by the same search.
    let control = run.finds(plain);
    assert!(
        control.iter().any(|place| place.contains("placet.db")),
        "{control:?}"
    );
    assert!(
        control.iter().any(|place| place.contains("told")),
        "{control:?}"
    );
    // With the server running, what is not yet in the main file is in the write-ahead log.
    for secret in &run.secrets {
        assert_eq!(run.finds(secret), Vec::<String>::new());
    }
    assert_eq!(run.house.stop("-TERM"), 0);
    for secret in &run.secrets {
        assert_eq!(run.finds(secret), Vec::<String>::new(), "after the end");
    }
}

// The control with a planted bug: a server that redacts only what is plain is found out.
#[test]
fn t15_a_server_that_shows_encoded_secrets_is_found_out() {
    for bug in [
        placet_teeth::Bug::EncodedSecretShown,
        placet_teeth::Bug::SecretNotRedacted,
    ] {
        let run = live(&format!("bug:{}", bug.name()), "plain");
        let found: Vec<String> = run
            .secrets
            .iter()
            .flat_map(|secret| run.finds(secret))
            .collect();
        assert!(
            found.iter().any(|place| place.contains("placet.db")),
            "{bug:?}: {found:?}"
        );
    }
}
