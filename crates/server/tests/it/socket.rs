//! Over a real socket: what is refused before it is read, and how the server ends.

use std::time::Duration;

use placet_server::Connections;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::house::{House, REQUESTER};

/// A server that listens.
pub(crate) struct Server {
    pub(crate) address: std::net::SocketAddr,
    pub(crate) end: oneshot::Sender<()>,
    pub(crate) ended: JoinHandle<std::io::Result<()>>,
}

async fn serve(house: &House) -> Server {
    serve_within(Connections::default(), house).await
}

pub(crate) async fn serve_within(bounds: Connections, house: &House) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (end, told) = oneshot::channel();
    let shutdown = async {
        let _ = told.await;
    };
    let ended = tokio::spawn(placet_server::serve_within(
        bounds,
        house.context.clone(),
        listener,
        shutdown,
    ));
    Server {
        address,
        end,
        ended,
    }
}

/// Reads until the text has come.
pub(crate) async fn read_until(stream: &mut TcpStream, wanted: &str) -> String {
    let mut text = String::new();
    let mut buffer = [0; 4096];
    while !text.contains(wanted) {
        let read = timeout(Duration::from_secs(10), stream.read(&mut buffer)).await;
        let count = read
            .unwrap_or_else(|_| panic!("still waiting: {text}"))
            .unwrap();
        assert_ne!(count, 0, "ended after: {text}");
        text.push_str(&String::from_utf8_lossy(&buffer[..count]));
    }
    text
}

#[tokio::test]
async fn a_hundred_megabytes_are_refused_by_their_announcement() {
    let house = House::new();
    let token = house.as_person(REQUESTER);
    let server = serve(&house).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let head = format!(
        "POST /api/v1/changes HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\ncontent-length: 104857600\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    // Not one byte of the body is sent, and the answer comes.
    let answer = read_until(&mut stream, "body_too_large").await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
}

#[tokio::test]
async fn an_open_stream_does_not_keep_the_server_from_ending() {
    let house = House::new();
    let token = house.as_person(REQUESTER);
    let server = serve(&house).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let head = format!(
        "GET /api/v1/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\nlast-event-id: 0\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    read_until(&mut stream, "text/event-stream").await;
    house.open_standard().await;
    read_until(&mut stream, "event: change").await;
    server.end.send(()).unwrap();
    let ended = timeout(Duration::from_secs(5), server.ended).await;
    ended.expect("it ends").unwrap().unwrap();
    // The reader sees a proper end of the stream, not a cut.
    read_until(&mut stream, "0\r\n\r\n").await;
}
