//! Having a query answered, in a worker or on a thread of its own with a deep stack: the parser
//! and the optimizer recurse.

use std::sync::Arc;
use std::thread;

use axum::body::Bytes;
use axum::http::StatusCode;
use oxigraph::sparql::CancellationToken;
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::refusal::{problem_of, too_long};
use crate::evaluation::respond::{self, Answer, Refusal};
use crate::evaluation::worker::GRACE;
use crate::frozen::Frozen;
use crate::serve::Shared;
use crate::serve::answers::{Asked, Remembered};
use crate::serve::problem::Problem;
use crate::serve::requests::Client;
use crate::serve::site::Engine;
use crate::serve::turns::{Lane, Turn, busy};

/// Has a request of a client answered when it is its turn, and waits for the whole answer; one that is
/// remembered is given at once.
pub(in crate::serve) async fn answer(
    shared: &Shared,
    client: Client,
    request: respond::Request,
) -> Result<Remembered, Problem> {
    let limits = shared.limits();
    let text = &request.query;
    if text.len() > limits.query_bytes {
        return Err(too_long("the query", "query_bytes", limits.query_bytes));
    }
    let brackets = text
        .bytes()
        .filter(|byte| matches!(byte, b'(' | b'{' | b'['))
        .count();
    if brackets > limits.query_brackets {
        let detail = format!(
            "the query opens more than {} brackets",
            limits.query_brackets
        );
        return Err(
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "query-too-deep", detail)
                .with_limit("query_brackets", limits.query_brackets),
        );
    }
    let asked = Asked::of(&request);
    if let Some(answer) = shared.answers().get(&asked) {
        return Ok(answer);
    }
    let (turn, lane) = shared.turns().quick_turn(client.0, limits).await?;
    let mut answered = match lane {
        Lane::Whole => evaluate(shared, &request, turn, lane).await?,
        Lane::Quick => {
            let mut tried = request.clone();
            tried.allowance.time = Some(limits.quick_time.min(limits.query_time));
            evaluate(shared, &tried, turn, lane).await?
        }
    };
    if lane == Lane::Quick && matches!(answered, Err(Refusal::Deadline)) {
        let turn = shared.turns().turn(client.0, limits).await?;
        answered = evaluate(shared, &request, turn, Lane::Whole).await?;
    }
    let answer = answered.map_err(|refusal| problem_of(shared, refusal))?;
    if !shared.answers().takes(&asked, &answer) {
        return Ok(Remembered::of(answer, |bytes| shared.turns().hold(bytes)));
    }
    let answer = Remembered::of(answer, Bytes::from);
    shared.answers().put(asked, &answer);
    Ok(answer)
}

/// Has the engine of the site answer, whatever that may be.
async fn evaluate(
    shared: &Shared,
    request: &respond::Request,
    turn: Turn,
    lane: Lane,
) -> Result<Result<Answer, Refusal>, Problem> {
    match &shared.site().engine {
        Engine::Workers { whole, quick } => {
            let workers = match lane {
                Lane::Whole => whole,
                Lane::Quick => quick,
            };
            let answered = workers.answer(request).await;
            drop(turn);
            Ok(answered)
        }
        Engine::InProcess { frozen, allocated } => {
            in_process(
                shared,
                Arc::clone(frozen),
                *allocated,
                request.clone(),
                turn,
            )
            .await
        }
    }
}

/// Answers on a thread of this process.
async fn in_process(
    shared: &Shared,
    frozen: Arc<Frozen>,
    allocated: Option<fn() -> usize>,
    request: respond::Request,
    turn: Turn,
) -> Result<Result<Answer, Refusal>, Problem> {
    let limits = shared.limits();
    let time = request.allowance.time.unwrap_or(limits.query_time);
    // Cancels also when the client goes away: axum then drops this future.
    let token = CancelOnDrop(CancellationToken::new());
    let (sender, receiver) = oneshot::channel();
    let work = {
        let token = token.0.clone();
        move || {
            // The turn is over when the thread is, not when the client is answered.
            let _turn = turn;
            let _ = sender.send(respond::respond(&frozen, &request, allocated, &token));
        }
    };
    let started = thread::Builder::new()
        .name("query".to_owned())
        .stack_size(limits.stack_bytes)
        .spawn(work);
    if let Err(error) = started {
        let problem = busy(&format!("no thread for the query: {error}"));
        return Err(problem.with_limit("stack_bytes", limits.stack_bytes));
    }
    Ok(match timeout(time.saturating_add(GRACE), receiver).await {
        Ok(Ok(answered)) => answered,
        Ok(Err(_)) => Err(Refusal::Broken {
            message: "the query broke the evaluation".to_owned(),
        }),
        Err(_) => Err(Refusal::Deadline),
    })
}

struct CancelOnDrop(CancellationToken);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}
