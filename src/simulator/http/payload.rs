//! A body on its way: whole, in drips, cut short, or without end.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::body::{Body, Bytes, Frame, SizeHint};
use tokio::time::{Sleep, sleep};

use super::reply::{Break, Delivery};

const DRIPS: usize = 16;

/// The body of one answer, sent as its delivery says.
pub(super) struct Payload {
    whole: Bytes,
    rest: Bytes,
    piece: usize,
    pause: Option<Duration>,
    waiting: Option<Pin<Box<Sleep>>>,
    end: Option<Break>,
    flushed: bool,
}

impl Payload {
    pub(super) fn new(body: &Bytes, delivery: Delivery) -> Self {
        let cut = matches!(delivery.end, Some(Break::Cut | Break::Reset));
        let sent = if cut { body.len() / 2 } else { body.len() };
        let pieces = if delivery.drip.is_some() { DRIPS } else { 1 };
        Self {
            whole: body.clone(),
            rest: body.slice(..sent),
            piece: sent.div_ceil(pieces).max(1),
            pause: delivery.drip,
            waiting: None,
            end: delivery.end,
            flushed: false,
        }
    }

    fn next_piece(&mut self) -> Bytes {
        let length = self.piece.min(self.rest.len());
        self.rest.split_to(length)
    }

    /// The connection must write out what it holds before it learns that the rest will not come.
    fn end(&mut self, cx: &Context<'_>) -> Poll<Option<io::Error>> {
        if self.end.is_none() {
            return Poll::Ready(None);
        }
        if !self.flushed {
            self.flushed = true;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(io::ErrorKind::ConnectionAborted.into()))
    }
}

impl Body for Payload {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if self.rest.is_empty() && self.end == Some(Break::Never) {
            self.rest = self.whole.clone();
        }
        if self.rest.is_empty() {
            return self.end(cx).map(|end| end.map(Err));
        }
        if let Some(pause) = self.pause {
            let waiting = self.waiting.get_or_insert_with(|| Box::pin(sleep(pause)));
            ready!(waiting.as_mut().poll(cx));
            self.waiting = None;
        }
        Poll::Ready(Some(Ok(Frame::data(self.next_piece()))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.end.is_none()
    }

    /// A body that will be cut, or never ends, keeps its length to itself: the promise is in the header.
    fn size_hint(&self) -> SizeHint {
        if self.end.is_some() {
            SizeHint::new()
        } else {
            SizeHint::with_exact(self.rest.len() as u64)
        }
    }
}
