//! A mail server for tests.

use crate::support::Panal;
use panal_test_support::TestDb;
use std::sync::{Arc, Mutex};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// What the server says of a letter that it was handed whole.
#[derive(Clone, Copy)]
pub(crate) enum Answer {
    /// This line.
    Say(&'static str),
    /// Nothing: it has taken the letter, but whoever handed it over never hears of it.
    TakeInSilence,
}

/// A letter as it came.
#[derive(Clone)]
struct Handed {
    letter: String,
    is_taken: bool,
}

/// A mail server that answers the first, the second, ... letter as it is told.
pub(crate) struct Sink {
    pub(crate) port: u16,
    handed: Arc<Mutex<Vec<Handed>>>,
}

type Manners = Arc<dyn Fn(usize) -> Answer + Send + Sync>;

impl Sink {
    pub(crate) async fn open(answer: impl Fn(usize) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let handed = Arc::new(Mutex::new(Vec::new()));
        let (kept, answer): (_, Manners) = (Arc::clone(&handed), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&kept), Arc::clone(&answer)));
            }
        });
        Self { port, handed }
    }

    /// One that takes everything.
    pub(crate) async fn willing() -> Self {
        Self::open(|_| Answer::Say("250 taken")).await
    }

    /// Every letter it was handed, taken or not, as it came.
    pub(crate) fn letters(&self) -> Vec<String> {
        let handed = self.handed.lock().unwrap();
        handed.iter().map(|one| one.letter.clone()).collect()
    }

    /// Those that it took.
    pub(crate) fn taken(&self) -> Vec<String> {
        let handed = self.handed.lock().unwrap();
        let taken = handed.iter().filter(|one| one.is_taken);
        taken.map(|one| one.letter.clone()).collect()
    }

    /// To whom those were that it took, sorted.
    pub(crate) fn recipients(&self) -> Vec<String> {
        let mut all: Vec<String> = self
            .taken()
            .iter()
            .map(|letter| header(letter, "To"))
            .collect();
        all.sort();
        all
    }
}

/// The value of a letter's header that stands in one line.
pub(crate) fn header(letter: &str, name: &str) -> String {
    letter
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
        .unwrap_or_default()
        .to_owned()
}

/// One connection, as RFC 5321 has it. Whoever hangs up in the middle is gone.
async fn serve(stream: TcpStream, handed: Arc<Mutex<Vec<Handed>>>, manners: Manners) {
    let mut stream = BufReader::new(stream);
    let _ = stream.write_all(b"220 sink ESMTP\r\n").await;
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return;
        }
        let answer = match line.split([' ', '\r', ':']).next().unwrap_or_default() {
            "EHLO" | "HELO" => "250-sink\r\n250 8BITMIME",
            "MAIL" | "RCPT" | "RSET" | "NOOP" => "250 OK",
            "DATA" => {
                let _ = stream.write_all(b"354 go on\r\n").await;
                let Some(letter) = read_letter(&mut stream).await else {
                    return;
                };
                let answer = {
                    let mut handed = handed.lock().unwrap();
                    let answer = manners(handed.len() + 1);
                    let is_taken = match answer {
                        Answer::Say(line) => line.starts_with('2'),
                        Answer::TakeInSilence => true,
                    };
                    handed.push(Handed { letter, is_taken });
                    answer
                };
                match answer {
                    Answer::Say(line) => line,
                    Answer::TakeInSilence => {
                        // Until the other side is gone.
                        let _ = stream.read_line(&mut line).await;
                        return;
                    }
                }
            }
            "QUIT" => "221 bye",
            _ => "500 what?",
        };
        let _ = stream.write_all(format!("{answer}\r\n").as_bytes()).await;
    }
}

async fn read_letter(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let (mut letter, mut line) = (String::new(), String::new());
    loop {
        line.clear();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        if line == ".\r\n" {
            return Some(letter);
        }
        letter.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}

/// Undoes quoted-printable.
pub(crate) fn readable(letter: &str) -> String {
    let mut bytes = Vec::new();
    let joined = letter.replace("=\r\n", "");
    let mut rest = joined.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let hex = (*byte == b'=')
            .then(|| after.get(..2))
            .flatten()
            .and_then(|two| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok());
        match hex {
            Some(decoded) => {
                bytes.push(decoded);
                rest = &after[2..];
            }
            None => {
                bytes.push(*byte);
                rest = after;
            }
        }
    }
    // A header such as method=CANCEL is not encoded, and no longer text when decoded.
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Has letters leave through `sink`.
pub(crate) fn through(panal: &mut Panal, sink: &Sink) {
    panal.set("PANAL__MAIL__TRANSPORT", "smtp");
    panal.set("PANAL__MAIL__HOST", "127.0.0.1");
    panal.set("PANAL__MAIL__PORT", &sink.port.to_string());
    panal.set("PANAL__MAIL__TLS", "none");
    panal.set("PANAL__MAIL__FROM", "Panal <no-responder@panal.pe>");
    panal.set("PANAL__SERVER__BASE_DOMAINS", "panal.pe");
    panal.set("PANAL__SERVER__PUBLIC_SCHEME", "https");
}

/// Events that no worker has seen to.
pub(crate) async fn undelivered(db: &TestDb) -> i64 {
    db.superuser()
        .await
        .query_one(
            "SELECT count(*) FROM public.outbox WHERE mailed_at IS NULL",
            &[],
        )
        .await
        .unwrap()
        .get(0)
}
