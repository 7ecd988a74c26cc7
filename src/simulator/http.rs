//! HTTP/1.1 with keep-alive on one port, reduced to what the simulator needs: a question that has
//! been read whole (`Ask`), an answer that is ready made (`Reply`), and a handler between them.

mod ask;
mod journal;
mod payload;
mod reply;
mod server;

pub use ask::{Ask, decode, decode_query};
pub use hyper::body::Bytes;
pub use journal::{Exchange, Journal};
pub use reply::{Break, Delivery, Reply};
pub use server::{Handler, Server, serve};
