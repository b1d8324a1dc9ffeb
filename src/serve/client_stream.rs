//! The bytes of one connection, with a clock on whoever is at its other end.

use std::io::{self, IoSlice};
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep_until};

use super::{Server, clients::Connected};

/// A client must take so many bytes of an answer in the time that it has.
const STEP: usize = 64 * 1024;

/// What is known of a connection beside its bytes; requests carry it to their answers.
pub(super) struct Connection {
    peer: IpAddr,
    /// Whether a request is answered; otherwise the next one is waited for.
    busy: AtomicBool,
    _connected: Option<Connected>,
}

impl Connection {
    pub(super) fn new(peer: IpAddr, connected: Option<Connected>) -> Self {
        Self {
            peer,
            busy: AtomicBool::new(false),
            _connected: connected,
        }
    }

    pub(super) fn peer(&self) -> IpAddr {
        self.peer
    }

    pub(super) fn set_busy(&self, busy: bool) {
        self.busy.store(busy, Relaxed);
    }

    pub(super) fn is_busy(&self) -> bool {
        self.busy.load(Relaxed)
    }
}

/// What the reading side waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// The rest of the head of a request.
    Head,
    /// The next request, of which nothing has come in.
    Idle,
    /// Nothing: a request is answered.
    Answer,
}

/// Which side was too slow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Late {
    Head,
    Write,
}

/// A TCP stream whose client has [`Limits::header_time`](super::Limits::header_time) for the head of
/// a request, [`Limits::idle_time`](super::Limits::idle_time) between two, and
/// [`Limits::write_time`](super::Limits::write_time) to take what it is sent.
pub(super) struct ClientStream {
    tcp: TcpStream,
    server: Server,
    connection: Arc<Connection>,
    phase: Phase,
    /// When the phase is over.
    reading: Pin<Box<Sleep>>,
    /// Bytes of the first line of the head, and whether it has ended.
    line: (usize, bool),
    /// When the next step of the answer must be taken, if the client takes no more at the moment.
    writing: Option<Pin<Box<Sleep>>>,
    /// Bytes taken since that was set.
    taken: usize,
    late: Option<Late>,
}

impl ClientStream {
    pub(super) fn new(tcp: TcpStream, server: Server, connection: Arc<Connection>) -> Self {
        let reading = Box::pin(sleep_until(Instant::now() + server.limits().header_time));
        Self {
            tcp,
            server,
            connection,
            phase: Phase::Head,
            reading,
            line: (0, false),
            writing: None,
            taken: 0,
            late: None,
        }
    }

    /// The side that was too slow, if that ended the connection.
    pub(super) fn late(&self) -> Option<Late> {
        self.late
    }

    /// Bytes of the first line of the head that came last, as far as it came.
    pub(super) fn line_bytes(&self) -> usize {
        self.line.0
    }

    /// The stream without its clock.
    pub(super) fn into_tcp(self) -> TcpStream {
        self.tcp
    }

    fn begin(&mut self, phase: Phase) {
        self.phase = phase;
        let limits = self.server.limits();
        let time = match phase {
            Phase::Head => limits.header_time,
            Phase::Idle => {
                self.line = (0, false);
                limits.idle_time
            }
            Phase::Answer => return,
        };
        self.reading.as_mut().reset(Instant::now() + time);
    }

    fn measure(&mut self, read: &[u8]) {
        let (bytes, ended) = &mut self.line;
        if !*ended {
            let end = read.iter().position(|byte| *byte == b'\n');
            *bytes += end.unwrap_or(read.len());
            *ended = end.is_some();
        }
    }

    /// Sets the clock by the outcome of a write, and ends the connection if it has run down.
    fn paced(
        &mut self,
        written: Poll<io::Result<usize>>,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<usize>> {
        match written {
            Poll::Ready(Ok(bytes)) => {
                self.server.inner.metrics.sent(bytes);
                self.taken += bytes;
                if self.taken >= STEP {
                    self.writing = None;
                }
                written
            }
            Poll::Pending => {
                let time = self.server.limits().write_time;
                let taken = &mut self.taken;
                let writing = self.writing.get_or_insert_with(|| {
                    *taken = 0;
                    Box::pin(sleep_until(Instant::now() + time))
                });
                ready!(writing.as_mut().poll(cx));
                self.late = Some(Late::Write);
                Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
            }
            Poll::Ready(Err(_)) => written,
        }
    }

    /// Whether these bytes are hyper's own answer to a head that it cannot read. It has neither body
    /// nor headers of ours, so it is not sent; what is sent in its place is made by
    /// [`super::connections`].
    fn is_of_hyper(&self, bytes: &[u8]) -> bool {
        let holds = |part: &[u8]| bytes.windows(part.len()).any(|it| it == part);
        !self.connection.is_busy()
            && bytes.len() < 256
            && bytes.starts_with(b"HTTP/1.")
            && holds(b"\r\ncontent-length: 0\r\n")
            && !holds(b"x-request-id")
    }
}

impl AsyncRead for ClientStream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        match (this.phase, this.connection.is_busy()) {
            (_, true) => this.phase = Phase::Answer,
            (Phase::Answer, false) => this.begin(Phase::Idle),
            _ => {}
        }
        let before = buffer.filled().len();
        let read = Pin::new(&mut this.tcp).poll_read(cx, buffer);
        if read.is_ready() {
            let new = &buffer.filled()[before..];
            if !new.is_empty() {
                if this.phase == Phase::Idle {
                    this.begin(Phase::Head);
                }
                this.measure(new);
            }
            return read;
        }
        // Who still takes the answer before has the clock of the writing side on it.
        if this.phase == Phase::Answer || (this.phase == Phase::Idle && this.writing.is_some()) {
            return Poll::Pending;
        }
        ready!(this.reading.as_mut().poll(cx));
        if this.phase == Phase::Idle {
            // As if the client had closed it.
            return Poll::Ready(Ok(()));
        }
        this.late = Some(Late::Head);
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncWrite for ClientStream {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if this.is_of_hyper(bytes) {
            return Poll::Ready(Ok(bytes.len()));
        }
        let written = Pin::new(&mut this.tcp).poll_write(cx, bytes);
        this.paced(written, cx)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if let [bytes] = slices
            && this.is_of_hyper(bytes)
        {
            return Poll::Ready(Ok(bytes.len()));
        }
        let written = Pin::new(&mut this.tcp).poll_write_vectored(cx, slices);
        this.paced(written, cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.tcp.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let flushed = Pin::new(&mut this.tcp).poll_flush(cx);
        if flushed.is_ready() {
            let was_slow = this.writing.take().is_some();
            let is_answered = this.phase == Phase::Answer && !this.connection.is_busy();
            if is_answered || (was_slow && this.phase == Phase::Idle) {
                // All is taken: from now on the next request is waited for. Hyper does not read
                // before it is woken, so the clock is wound here.
                this.begin(Phase::Idle);
                let _ = this.reading.as_mut().poll(cx);
            }
        }
        flushed
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().tcp).poll_shutdown(cx)
    }
}
