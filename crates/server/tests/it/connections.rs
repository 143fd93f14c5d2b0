//! Over a real socket: how many connections there are, how long each may be silent, and what the end leaves of them.

use std::time::{Duration, Instant};

use placet_server::Connections;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use crate::house::{House, REQUESTER};
use crate::socket::{Server, read_until, serve_within};

const SHORT: Duration = Duration::from_millis(300);
const LONG: Duration = Duration::from_secs(60);
const CALL: &[u8] = b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n";

fn bounds(max: usize, head: Duration, idle: Duration) -> Connections {
    Connections { max, head, idle }
}

async fn connect(server: &Server) -> TcpStream {
    TcpStream::connect(server.address).await.unwrap()
}

async fn is_answered(stream: &mut TcpStream) {
    stream.write_all(CALL).await.unwrap();
    let answer = read_until(stream, "\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

/// How long it takes until the server cuts the connection.
async fn cut_after(stream: &mut TcpStream) -> Duration {
    let start = Instant::now();
    let mut rest = Vec::new();
    let end = timeout(Duration::from_secs(10), stream.read_to_end(&mut rest)).await;
    // Bytes that were sent and never read may turn the close into a reset.
    let _ = end.expect("it is cut");
    start.elapsed()
}

#[tokio::test]
async fn half_a_head_is_cut_in_time() {
    let house = House::new();
    let server = serve_within(bounds(8, SHORT, LONG), &house).await;
    let mut stream = connect(&server).await;
    stream.write_all(&CALL[..20]).await.unwrap();
    assert!(cut_after(&mut stream).await >= SHORT / 2);
}

#[tokio::test]
async fn a_new_connection_that_says_nothing_is_cut_in_time() {
    let house = House::new();
    let server = serve_within(bounds(8, SHORT, LONG), &house).await;
    let mut stream = connect(&server).await;
    assert!(cut_after(&mut stream).await >= SHORT / 2);
}

#[tokio::test]
async fn a_head_that_drips_is_cut_in_time() {
    let house = House::new();
    let server = serve_within(bounds(8, SHORT, LONG), &house).await;
    let mut stream = connect(&server).await;
    is_answered(&mut stream).await;
    let (mut reader, mut writer) = stream.into_split();
    // Each byte comes well within the time, but all of them together do not.
    let drip = tokio::spawn(async move {
        let start = b"GET / HTTP/1.1\r\nx: ".iter();
        for byte in start.chain(std::iter::repeat(&b'a')) {
            if writer.write_all(&[*byte]).await.is_err() {
                return;
            }
            sleep(SHORT / 10).await;
        }
    });
    let mut rest = Vec::new();
    let end = timeout(Duration::from_secs(10), reader.read_to_end(&mut rest)).await;
    let _ = end.expect("it is cut");
    assert_eq!(String::from_utf8_lossy(&rest), "");
    drip.abort();
}

#[tokio::test]
async fn a_connection_may_be_idle_for_longer_than_a_head_may_take() {
    let house = House::new();
    let server = serve_within(bounds(8, SHORT, SHORT * 5), &house).await;
    let mut stream = connect(&server).await;
    for _ in 0..3 {
        is_answered(&mut stream).await;
        sleep(SHORT * 2).await;
    }
    is_answered(&mut stream).await;
    let cut = cut_after(&mut stream).await;
    assert!(cut >= SHORT * 4, "{cut:?}");
    assert!(cut < LONG, "{cut:?}");
}

#[tokio::test]
async fn half_a_head_on_a_used_connection_is_cut_sooner_than_silence() {
    let house = House::new();
    let server = serve_within(bounds(8, SHORT, LONG), &house).await;
    let mut stream = connect(&server).await;
    is_answered(&mut stream).await;
    sleep(SHORT * 2).await;
    stream.write_all(&CALL[..20]).await.unwrap();
    let cut = cut_after(&mut stream).await;
    assert!(cut >= SHORT / 2, "{cut:?}");
}

#[tokio::test]
async fn idle_connections_keep_nobody_out_below_the_limit() {
    let house = House::new();
    let server = serve_within(bounds(200, LONG, LONG), &house).await;
    let mut idle = Vec::new();
    for _ in 0..199 {
        idle.push(connect(&server).await);
    }
    is_answered(&mut connect(&server).await).await;
}

#[tokio::test]
async fn beyond_the_limit_a_caller_waits_until_a_connection_ends() {
    let house = House::new();
    let server = serve_within(bounds(2, LONG, LONG), &house).await;
    let mut first = connect(&server).await;
    let mut second = connect(&server).await;
    is_answered(&mut first).await;
    is_answered(&mut second).await;
    let mut third = connect(&server).await;
    third.write_all(CALL).await.unwrap();
    let mut byte = [0];
    let early = timeout(SHORT, third.read(&mut byte)).await;
    assert!(early.is_err(), "answered beyond the limit");
    drop(first);
    let answer = read_until(&mut third, "\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[tokio::test]
async fn the_end_closes_idle_connections_and_takes_no_new_ones() {
    let house = House::new();
    // The server is full, so it waits for a place when it is asked to end.
    let server = serve_within(bounds(1, LONG, LONG), &house).await;
    let mut stream = connect(&server).await;
    is_answered(&mut stream).await;
    server.end.send(()).unwrap();
    cut_after(&mut stream).await;
    let ended = timeout(Duration::from_secs(5), server.ended).await;
    ended.expect("it ends").unwrap().unwrap();
    assert!(TcpStream::connect(server.address).await.is_err());
}

#[tokio::test]
async fn a_call_that_has_begun_is_answered_after_the_end_was_told() {
    let house = House::new();
    let token = house.as_person(REQUESTER);
    let number = house.open_standard().await;
    let mut server = serve_within(Connections::default(), &house).await;
    let mut stream = connect(&server).await;
    let body = r#"{"text": "said in time"}"#;
    let head = format!(
        "POST /api/v1/changes/{number}/comment HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\nexpect: 100-continue\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    // The server asks for the body: the call has begun.
    read_until(&mut stream, "100 Continue\r\n\r\n").await;
    server.end.send(()).unwrap();
    let early = timeout(SHORT, &mut server.ended).await;
    assert!(early.is_err(), "ended with a call open");
    stream.write_all(body.as_bytes()).await.unwrap();
    let answer = read_until(&mut stream, "\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 20"), "{answer}");
    let ended = timeout(Duration::from_secs(5), server.ended).await;
    ended.expect("it ends").unwrap().unwrap();
}
