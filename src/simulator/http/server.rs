//! The accept loop, on a thread and a runtime of its own.

use std::future::poll_fn;
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::oneshot;

use super::payload::Payload;
use super::{Ask, Break, Journal, Reply};

/// Turns a request into an answer. It runs on the server's only thread, one request at a time.
pub type Handler = Arc<dyn Fn(&Ask) -> Reply + Send + Sync>;

const BODY_LIMIT: usize = 16 << 20;

/// A running server; dropping it closes every connection and joins its thread.
pub struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// The address that it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has nothing left to stop.
            let _ = thread.join();
        }
    }
}

/// Serves a bound listener until the returned `Server` is dropped.
///
/// # Errors
/// When the listener, the runtime or the thread cannot be set up.
pub fn serve(listener: TcpListener, handler: Handler, journal: Journal) -> io::Result<Server> {
    let address = listener.local_addr()?;
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let listener = {
        let _entered = runtime.enter();
        tokio::net::TcpListener::from_std(listener)?
    };
    let (stop, stopped) = oneshot::channel();
    let desk = Desk { handler, journal };
    let thread = std::thread::Builder::new()
        .name("simulator".to_owned())
        .spawn(move || runtime.block_on(run(listener, desk, stopped)))?;
    Ok(Server {
        address,
        stop: Some(stop),
        thread: Some(thread),
    })
}

#[derive(Clone)]
struct Desk {
    handler: Handler,
    journal: Journal,
}

async fn run(listener: tokio::net::TcpListener, desk: Desk, mut stopped: oneshot::Receiver<()>) {
    loop {
        let accepted = tokio::select! {
            biased;
            _ = &mut stopped => return,
            accepted = listener.accept() => accepted,
        };
        if let Ok((stream, peer)) = accepted {
            tokio::spawn(converse(stream, peer.ip(), desk.clone()));
        } else {
            // Out of file descriptors, say: give the open connections time to end.
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

async fn converse(stream: TcpStream, peer: IpAddr, desk: Desk) {
    // Without it a small answer waits for the peer's delayed acknowledgement.
    let _ = stream.set_nodelay(true);
    let reset = Arc::new(AtomicBool::new(false));
    let resets = Arc::clone(&reset);
    let service = service_fn(move |request| {
        let (desk, reset) = (desk.clone(), Arc::clone(&resets));
        Box::pin(async move {
            let reply = desk.answer(request, peer).await;
            let end = reply.delivery.end;
            let resets = matches!(end, Some(Break::Reset | Break::Refuse));
            reset.store(resets, Ordering::Relaxed);
            match end {
                Some(Break::Refuse) => Err(io::Error::from(io::ErrorKind::ConnectionReset)),
                _ => Ok(respond(&reply)),
            }
        })
    });
    let mut http = http1::Builder::new();
    http.auto_date_header(false);
    let mut connection = http.serve_connection(TokioIo::new(stream), service);
    // A client that hangs up is the client's business.
    let _ = poll_fn(|cx| connection.poll_without_shutdown(cx)).await;
    if reset.load(Ordering::Relaxed) {
        // Closed so, the connection is reset; a socket that is gone already needs nothing.
        let _ = connection.into_parts().io.into_inner().set_zero_linger();
    }
}

impl Desk {
    async fn answer(&self, request: Request<Incoming>, peer: IpAddr) -> Reply {
        let (parts, body) = request.into_parts();
        let Ok(body) = Limited::new(body, BODY_LIMIT).collect().await else {
            return Reply::new(413, "text/plain", "the body is too large or was cut off");
        };
        let ask = Ask::from_parts(&parts, body.to_bytes(), peer);
        let reply = (self.handler)(&ask);
        self.journal.record(&ask, &reply);
        if !reply.delivery.delay.is_zero() {
            tokio::time::sleep(reply.delivery.delay).await;
        }
        reply
    }
}

fn respond(reply: &Reply) -> Response<Payload> {
    let mut response = Response::new(Payload::new(&reply.body, reply.delivery));
    *response.status_mut() =
        StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    if !reply.content_type.is_empty() {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(reply.content_type));
    }
    if matches!(reply.delivery.end, Some(Break::Cut | Break::Reset)) {
        headers.insert(CONTENT_LENGTH, HeaderValue::from(reply.body.len()));
    }
    for (name, value) in &reply.headers {
        let name = HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value)) {
            headers.append(name, value);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::TcpStream;

    use chrono::DateTime;

    use super::*;

    fn start(journal: Journal) -> io::Result<Server> {
        let handler: Handler = Arc::new(|ask: &Ask| {
            let mut reply = Reply::new(200, "text/plain", format!("{} {}", ask.method, ask.path));
            reply.delivery.end = match ask.path.as_str() {
                "/cut" => Some(Break::Cut),
                "/reset" => Some(Break::Reset),
                "/refuse" => Some(Break::Refuse),
                "/never" => Some(Break::Never),
                _ => None,
            };
            reply.delivery.drip = (ask.path == "/drip").then_some(Duration::from_millis(1));
            reply.dated(DateTime::UNIX_EPOCH)
        });
        serve(TcpListener::bind("127.0.0.1:0")?, handler, journal)
    }

    fn read_head(stream: &mut BufReader<TcpStream>) -> io::Result<String> {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if stream.read_line(&mut head)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(head.to_lowercase())
    }

    #[test]
    fn one_connection_carries_several_requests() -> io::Result<()> {
        let journal = Journal::new(9);
        let server = start(journal.clone())?;
        let mut stream = BufReader::new(TcpStream::connect(server.address())?);
        for path in ["/a", "/drip"] {
            write!(
                stream.get_mut(),
                "GET {path}?x=1 HTTP/1.1\r\nhost: a\r\n\r\n"
            )?;
            let head = read_head(&mut stream)?;
            assert!(head.starts_with("http/1.1 200"), "{head}");
            assert!(
                head.contains("\r\ndate: thu, 01 jan 1970 00:00:00 gmt\r\n"),
                "{head}"
            );
            let mut body = vec![0; "GET ".len() + path.len()];
            stream.read_exact(&mut body)?;
            assert_eq!(body, format!("GET {path}").as_bytes());
        }
        let targets: Vec<_> = journal
            .exchanges()
            .into_iter()
            .map(|entry| entry.target)
            .collect();
        assert_eq!(targets, ["/a?x=1", "/drip?x=1"]);
        Ok(())
    }

    #[test]
    fn a_cut_body_promises_more_than_it_sends() -> io::Result<()> {
        let server = start(Journal::default())?;
        let mut stream = BufReader::new(TcpStream::connect(server.address())?);
        write!(stream.get_mut(), "GET /cut HTTP/1.1\r\nhost: a\r\n\r\n")?;
        let head = read_head(&mut stream)?;
        assert!(head.contains("\r\ncontent-length: 8\r\n"), "{head}");
        let mut body = Vec::new();
        stream.read_to_end(&mut body)?;
        assert_eq!(body, b"GET ");
        Ok(())
    }

    #[test]
    fn a_connection_can_be_reset_before_and_within_an_answer() -> io::Result<()> {
        let server = start(Journal::default())?;
        for path in ["/refuse", "/reset"] {
            let mut stream = TcpStream::connect(server.address())?;
            write!(stream, "GET {path} HTTP/1.1\r\nhost: a\r\n\r\n")?;
            let mut all = Vec::new();
            let end = stream.read_to_end(&mut all).map_err(|error| error.kind());
            assert_eq!(end, Err(io::ErrorKind::ConnectionReset), "{path}");
            assert!(path == "/reset" || all.is_empty(), "{all:?}");
        }
        Ok(())
    }

    #[test]
    fn a_body_can_go_on_for_ever() -> io::Result<()> {
        let server = start(Journal::default())?;
        let mut stream = BufReader::new(TcpStream::connect(server.address())?);
        write!(stream.get_mut(), "GET /never HTTP/1.1\r\nhost: a\r\n\r\n")?;
        read_head(&mut stream)?;
        stream.read_exact(&mut vec![0; 1 << 20])
    }

    #[test]
    fn a_dropped_server_hangs_up() -> io::Result<()> {
        let server = start(Journal::default())?;
        let mut stream = TcpStream::connect(server.address())?;
        drop(server);
        let mut rest = Vec::new();
        // A connection that was never accepted is reset, an accepted one is closed.
        assert!(stream.read_to_end(&mut rest).is_err() || rest.is_empty());
        Ok(())
    }
}
