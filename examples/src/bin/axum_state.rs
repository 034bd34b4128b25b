//! A service over HTTP whose state is locked by attributes: several locks, a lock for each key, a queue, a limit, and a shutdown that
//! ends every wait.
//!
//! `cargo run --bin axum_state` listens on a free port of this machine and prints its address. `GET /debug/locks` shows who holds and who
//! waits, and so does `kill -QUIT` on a terminal.

use std::{collections::VecDeque, io, sync::Arc, time::Duration};

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use interlocking::{Cancelled, Event, Lock, LockMap, RwLock, Semaphore, guarded, semaphore};
use serde::{Deserialize, Serialize};
use tokio::{net::TcpListener, signal, time::sleep};

/// What all requests share. Each lock protects what changes together.
struct Service {
    /// The balance of each account. An account that nobody uses and that is empty takes no memory.
    accounts: LockMap<u32, i64>,
    /// What was transferred and not written yet.
    journal: Lock<VecDeque<Transfer>>,
    statistics: Lock<Statistics>,
    settings: RwLock<Settings>,
    /// How many reports are made at a time.
    reports: Semaphore,
    stop: Event,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Transfer {
    from: u32,
    to: u32,
    amount: i64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Statistics {
    transfers: u64,
    refused: u64,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Settings {
    overdraft: i64,
}

/// Why a request is refused.
#[derive(Debug, PartialEq)]
enum Refused {
    NotEnough,
    SameAccount,
    Busy,
    Stopping,
}

/// The service stops: what waits for a lock gives up.
impl From<Cancelled> for Refused {
    fn from(_: Cancelled) -> Self {
        Refused::Stopping
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = match self {
            Refused::NotEnough => StatusCode::CONFLICT,
            Refused::SameAccount => StatusCode::BAD_REQUEST,
            Refused::Busy | Refused::Stopping => StatusCode::SERVICE_UNAVAILABLE,
        };
        (status, format!("{self:?}\n")).into_response()
    }
}

impl Service {
    fn new() -> Self {
        Service {
            accounts: LockMap::new(),
            journal: Lock::new(VecDeque::new()),
            statistics: Lock::new(Statistics::default()),
            settings: RwLock::new(Settings { overdraft: 0 }),
            reports: Semaphore::new(1),
            stop: Event::new(),
        }
    }

    #[guarded(read self.settings)]
    async fn overdraft(&self) -> i64 {
        settings.overdraft
    }

    /// Two accounts are locked as one, in one order for all transfers.
    #[guarded(payer = self.accounts.at(transfer.from)?, payee = self.accounts.at(transfer.to)?, unless = self.stop)]
    async fn transfer(&self, transfer: Transfer, overdraft: i64) -> Result<(), Refused> {
        if *payer + overdraft < transfer.amount {
            return Err(Refused::NotEnough);
        }
        *payer -= transfer.amount;
        *payee += transfer.amount;
        Ok(())
    }

    #[guarded(account = self.accounts.at(id)?, unless = self.stop)]
    async fn deposit(&self, id: u32, amount: i64) -> Result<i64, Refused> {
        *account += amount;
        Ok(*account)
    }

    /// Several locks, held together for a moment.
    #[guarded(self.journal, self.statistics)]
    async fn note(&self, transfer: Transfer, done: bool) {
        if done {
            statistics.transfers += 1;
            journal.push_back(transfer);
        } else {
            statistics.refused += 1;
        }
    }

    /// The next entry of the journal; `None` when the service stops.
    #[guarded(self.journal, when = |journal| !journal.is_empty(), unless = self.stop, else { return None })]
    async fn next_entry(&self) -> Option<Transfer> {
        journal.pop_front()
    }

    /// One report at a time; who comes meanwhile is sent away.
    #[semaphore(self.reports, nowait, else { return Err(Refused::Busy) })]
    async fn report(&self) -> Result<Statistics, Refused> {
        // A report takes its time.
        sleep(Duration::from_millis(10)).await;
        Ok(self.statistics().await)
    }

    #[guarded(self.statistics)]
    async fn statistics(&self) -> Statistics {
        *statistics
    }
}

type App = State<Arc<Service>>;

async fn transfer(State(app): App, Json(transfer): Json<Transfer>) -> Result<StatusCode, Refused> {
    if transfer.from == transfer.to {
        return Err(Refused::SameAccount);
    }
    let overdraft = app.overdraft().await;
    let done = app.transfer(transfer, overdraft).await;
    app.note(transfer, done.is_ok()).await;
    done.map(|()| StatusCode::NO_CONTENT)
}

async fn deposit(State(app): App, Path((id, amount)): Path<(u32, i64)>) -> Result<String, Refused> {
    app.deposit(id, amount).await.map(|balance| balance.to_string())
}

async fn report(State(app): App) -> Result<Json<Statistics>, Refused> {
    app.report().await.map(Json)
}

/// A handler may carry the attribute itself: the extractor's pattern names the state.
#[guarded(write app.settings)]
async fn set_overdraft(State(app): App, Path(overdraft): Path<i64>) {
    settings.overdraft = overdraft;
}

fn routes(service: Arc<Service>) -> Router {
    Router::new()
        .route("/transfer", post(transfer))
        .route("/accounts/{id}/deposit/{amount}", post(deposit))
        .route("/overdraft/{overdraft}", post(set_overdraft))
        .route("/report", get(report))
        .route("/debug/locks", get(|| async { interlocking::report() }))
        .with_state(service)
}

/// Writes the journal until the service stops.
async fn write_journal(service: Arc<Service>) -> usize {
    let mut written = 0;
    while let Some(transfer) = service.next_entry().await {
        println!("{transfer:?}");
        written += 1;
    }
    written
}

#[tokio::main]
async fn main() -> io::Result<()> {
    interlocking::observe::enable();
    #[cfg(unix)]
    interlocking::observe::dump_on_signal()?;
    let service = Arc::new(Service::new());
    let journal = tokio::spawn(write_journal(service.clone()));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    println!("listening on http://{}", listener.local_addr()?);
    let stop = service.clone();
    let stopped = async move {
        if let Err(error) = signal::ctrl_c().await {
            eprintln!("cannot hear an interrupt: {error}");
        }
        stop.stop.set();
    };
    axum::serve(listener, routes(service)).with_graceful_shutdown(stopped).await?;
    println!("{} transfers written", journal.await?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use axum::{body::Body, http::Request};
    use tower::ServiceExt;

    use super::*;

    async fn call(app: &Router, method: &str, path: &str, body: Option<Transfer>) -> (u16, String) {
        let mut request = Request::builder().method(method).uri(path);
        let body = match body {
            None => Body::empty(),
            Some(transfer) => {
                request = request.header("content-type", "application/json");
                Body::from(serde_json::to_vec(&transfer).unwrap())
            }
        };
        let response = app.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let status = response.status().as_u16();
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    fn of(from: u32, to: u32, amount: i64) -> Option<Transfer> {
        Some(Transfer { from, to, amount })
    }

    #[tokio::test(start_paused = true)]
    async fn accounts_change_together() {
        let service = Arc::new(Service::new());
        let app = routes(service.clone());
        assert_eq!(
            call(&app, "POST", "/accounts/1/deposit/10", None).await,
            (200, "10".to_owned())
        );
        assert_eq!(call(&app, "POST", "/transfer", of(1, 2, 7)).await.0, 204);
        assert_eq!(call(&app, "POST", "/transfer", of(1, 2, 7)).await.0, 409);
        assert_eq!(call(&app, "POST", "/transfer", of(1, 1, 1)).await.0, 400);
        assert_eq!(call(&app, "POST", "/overdraft/4", None).await.0, 200);
        assert_eq!(call(&app, "POST", "/transfer", of(1, 2, 7)).await.0, 204);
        let (status, report) = call(&app, "GET", "/report", None).await;
        let report: Statistics = serde_json::from_str(&report).unwrap();
        assert_eq!((status, report), (200, Statistics { transfers: 2, refused: 1 }));
        // Opposite transfers at once: the accounts are acquired in one order.
        let many = (0..50).map(|i| {
            let app = app.clone();
            tokio::spawn(async move {
                let transfer = if i % 2 == 0 { of(1, 2, 0) } else { of(2, 1, 0) };
                call(&app, "POST", "/transfer", transfer).await.0
            })
        });
        for status in futures::future::join_all(many).await {
            assert_eq!(status.unwrap(), 204);
        }
        assert_eq!(service.accounts.len(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_second_report_is_sent_away() {
        let app = routes(Arc::new(Service::new()));
        let (first, second) =
            tokio::join!(call(&app, "GET", "/report", None), call(&app, "GET", "/report", None));
        assert_eq!((first.0, second.0), (200, 503));
    }

    #[tokio::test(start_paused = true)]
    async fn stopping_ends_every_wait() {
        let service = Arc::new(Service::new());
        let app = routes(service.clone());
        let journal = tokio::spawn(write_journal(service.clone()));
        call(&app, "POST", "/accounts/1/deposit/3", None).await;
        call(&app, "POST", "/transfer", of(1, 2, 3)).await;
        let held = service.accounts.lock(1).await;
        let waits = tokio::spawn({
            let app = app.clone();
            async move { call(&app, "POST", "/accounts/1/deposit/1", None).await }
        });
        sleep(Duration::from_millis(1)).await;
        service.stop.set();
        assert_eq!(waits.await.unwrap(), (503, "Stopping\n".to_owned()));
        assert_eq!(journal.await.unwrap(), 1);
        assert_eq!(*held, 0);
    }

    #[tokio::test(start_paused = true)]
    async fn the_table_is_a_route() {
        interlocking::observe::enable();
        let service = Arc::new(Service::new());
        let app = routes(service.clone());
        let report = tokio::spawn(async move { service.report().await });
        sleep(Duration::from_millis(1)).await;
        let (status, table) = call(&app, "GET", "/debug/locks", None).await;
        assert_eq!(status, 200);
        let line = table.lines().find(|line| line.starts_with("self.reports")).expect("a line");
        assert!(line.contains("semaphore") && line.contains("report  examples"), "{line}");
        assert!(report.await.unwrap().is_ok());
    }
}
