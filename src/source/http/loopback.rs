//! A small server for tests: one answer a connection, made by a closure.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

/// A request as it arrived.
#[derive(Clone, Default, Debug)]
pub struct Asked {
    /// `GET /path?query`.
    pub line: String,
    pub head: String,
    pub body: String,
}

/// The server; it ends with the test's runtime.
pub struct Loopback {
    pub base: Url,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Loopback {
    /// Serves `answer`, which gets the request and its number from 0 on, and gives the raw bytes
    /// to send; nothing at all means that no answer ever comes.
    pub async fn start(answer: impl Fn(&Asked, usize) -> String + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let (journal, answer) = (Arc::clone(&asked), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&journal), Arc::clone(&answer)));
            }
        });
        let base = Url::parse(&format!("http://127.0.0.1:{port}")).unwrap();
        Self { base, asked }
    }

    /// Every request so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// The first lines of the requests so far.
    pub fn lines(&self) -> Vec<String> {
        self.asked().into_iter().map(|asked| asked.line).collect()
    }
}

async fn serve(
    mut stream: TcpStream,
    journal: Arc<Mutex<Vec<Asked>>>,
    answer: Arc<impl Fn(&Asked, usize) -> String>,
) {
    let asked = read(&mut stream).await;
    let number = {
        let mut journal = journal.lock().unwrap();
        journal.push(asked.clone());
        journal.len() - 1
    };
    let bytes = answer(&asked, number);
    if bytes.is_empty() {
        std::future::pending::<()>().await;
    }
    let _ = stream.write_all(bytes.as_bytes()).await;
    let _ = stream.shutdown().await;
}

async fn read(stream: &mut TcpStream) -> Asked {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n")
            && body.len() >= content_length(head)
        {
            let line = head.lines().next().unwrap_or_default();
            return Asked {
                line: line.trim_end_matches(" HTTP/1.1").to_owned(),
                head: head.to_owned(),
                body: body.to_owned(),
            };
        }
        let mut chunk = [0; 4096];
        match stream.read(&mut chunk).await {
            Ok(read) if read > 0 => bytes.extend_from_slice(&chunk[..read]),
            _ => return Asked::default(),
        }
    }
}

fn content_length(head: &str) -> usize {
    head.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, value)| value.trim().parse().ok())
        .unwrap_or(0)
}

/// A raw answer with `status`, further header lines and a body.
pub fn reply(status: u16, headers: &[&str], body: &str) -> String {
    let lines: String = headers
        .iter()
        .flat_map(|line| {
            [
                *line, "
",
            ]
        })
        .collect();
    let length = body.len();
    format!(
        "HTTP/1.1 {status} x\r\n{lines}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}

/// A raw 200 answer with a JSON body.
pub fn json(body: &str) -> String {
    reply(200, &["Content-Type: application/json"], body)
}
