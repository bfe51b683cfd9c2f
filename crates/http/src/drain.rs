//! Closing the door, without shutting it in anybody's face.
//!
//! The kernel lets clients in before the server knows of them. Whoever stands in that queue when the listening socket
//! is closed has sent a request and gets a reset for it, and under load there is always somebody. So new connections
//! are kept out first, the queue is served to its end, and only then is the socket closed.

use std::{io, net::TcpListener};

/// A listening socket that somebody else accepts from.
pub(crate) struct Door(TcpListener);

impl Door {
    pub(crate) fn of(listener: &TcpListener) -> io::Result<Self> {
        listener.try_clone().map(Self)
    }

    /// Keeps new connections out; those that the kernel let in before stay, and can still be accepted. A client kept
    /// out knocks again after a second (TCP's own timer), and then finds the socket closed, or the next server.
    pub(crate) fn keep_out(self) {
        // Where it cannot be done the server stops all the same, and may cut off who comes at that very moment.
        if let Err(error) = ignore_syn(&self.0) {
            tracing::warn!(%error, "cannot keep new connections out while stopping");
        }
    }
}

/// Attaches a filter that drops each segment that asks for a new connection and lets the others pass, the end of a
/// handshake that has begun among them. It belongs to the socket, whichever handle it is reached by.
#[cfg(target_os = "linux")]
fn ignore_syn(listener: &TcpListener) -> io::Result<()> {
    use socket2::{SockFilter, SockRef};

    // Classic BPF over the TCP header (linux/filter.h).
    const LOAD_BYTE: u16 = 0x30;
    const AND: u16 = 0x54;
    const JUMP_IF_EQUAL: u16 = 0x15;
    const RETURN: u16 = 0x06;
    /// Where the flags are, and which of them matter.
    const FLAGS: u32 = 13;
    const SYN: u32 = 0x02;
    const ACK: u32 = 0x10;

    SockRef::from(listener).attach_filter(&[
        SockFilter::new(LOAD_BYTE, 0, 0, FLAGS),
        SockFilter::new(AND, 0, 0, SYN | ACK),
        SockFilter::new(JUMP_IF_EQUAL, 0, 1, SYN),
        SockFilter::new(RETURN, 0, 0, 0),
        SockFilter::new(RETURN, 0, 0, u32::MAX),
    ])
}

#[cfg(not(target_os = "linux"))]
fn ignore_syn(_: &TcpListener) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
