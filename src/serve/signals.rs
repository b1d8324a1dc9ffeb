//! Signals of the system: when to stop, and when to look at the data anew.

use std::io;
use std::ops::ControlFlow;

/// Done at Ctrl-C, and on Unix at SIGTERM. If no handler can be set, never.
pub(super) async fn stop() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}

/// Calls `hangup` at each SIGHUP until it wants to stop. The signal ends the process no longer once
/// this has returned.
#[cfg(unix)]
pub(super) fn hangups(
    mut hangup: impl FnMut() -> ControlFlow<()>,
) -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut signal = signal(SignalKind::hangup())?;
    Ok(async move {
        while signal.recv().await.is_some() {
            if hangup().is_break() {
                return;
            }
        }
        std::future::pending::<()>().await;
    })
}

/// There is no such signal here.
#[cfg(not(unix))]
pub(super) fn hangups(_: impl FnMut() -> ControlFlow<()>) -> io::Result<impl Future<Output = ()>> {
    Ok(std::future::pending())
}
