//! The target side: what the changes act on, with a file that counts every effect by itself.
//!
//! Each effect is one line, appended by the process that has it: `KIND WHO STEP DIRECTION ATTEMPT FENCE`. Commands write their
//! line themselves; what comes by HTTP is written here, before it is answered.

use std::collections::HashSet;
use std::fs::{self, OpenOptions};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Longest silence of a caller.
const SILENCE: Duration = Duration::from_secs(2);

/// The target side.
pub(crate) struct Target {
    pub(crate) dir: PathBuf,
    pub(crate) address: SocketAddr,
}

impl Target {
    pub(crate) fn new(dir: &Path) -> Self {
        for part in ["files", "releases", "release-1", "release-2", "mended"] {
            fs::create_dir_all(dir.join(part)).unwrap();
        }
        for release in ["release-1", "release-2"] {
            fs::write(dir.join(release).join("version"), release).unwrap();
        }
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let effects = dir.join("effects");
        fs::write(&effects, "").unwrap();
        // One call after the other, in the order they came: a probe never overtakes what it asks about.
        std::thread::spawn(move || {
            let mut seen = HashSet::new();
            for stream in listener.incoming().flatten() {
                // A caller that died in the middle of its call has sent no call.
                let _ = answer(stream, &effects, &mut seen);
            }
        });
        Self {
            dir: dir.to_owned(),
            address,
        }
    }

    pub(crate) fn effects_file(&self) -> PathBuf {
        self.dir.join("effects")
    }

    /// Returns the file whose presence lets an undo or a check that failed before succeed.
    pub(crate) fn mended(&self, tag: &str) -> PathBuf {
        self.dir.join("mended").join(tag)
    }
}

fn answer(stream: TcpStream, effects: &Path, seen: &mut HashSet<String>) -> std::io::Result<()> {
    stream.set_read_timeout(Some(SILENCE))?;
    stream.set_write_timeout(Some(SILENCE))?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let (mut fence, mut length) = ("-".to_owned(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        if line.trim().is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').unwrap_or_default();
        match name.to_ascii_lowercase().as_str() {
            "placet-fence" => fence = value.trim().to_owned(),
            "content-length" => length = value.trim().parse().unwrap_or(0),
            _ => {}
        }
    }
    reader.take(length).read_to_end(&mut Vec::new())?;
    let path = first.split(' ').nth(1).unwrap_or_default();
    let code = match path.split('/').skip(1).collect::<Vec<_>>()[..] {
        ["effect", kind, tag, step, direction, pause, code] => {
            append(
                effects,
                &format!("{kind} {tag} {step} {direction} 0 {fence}\n"),
            )?;
            seen.insert(format!("{tag}/{step}/{direction}"));
            std::thread::sleep(Duration::from_millis(pause.parse().unwrap_or(0)));
            code
        }
        ["probe", tag, step] if seen.contains(&format!("{tag}/{step}/forward")) => "200",
        _ => "404",
    };
    let mut stream = stream;
    write!(
        stream,
        "HTTP/1.1 {code} x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    )
}

fn append(effects: &Path, line: &str) -> std::io::Result<()> {
    OpenOptions::new()
        .append(true)
        .open(effects)?
        .write_all(line.as_bytes())
}
