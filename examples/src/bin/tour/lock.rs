//! The lost update: `credit` and `debit` read a balance, await, and write the value that they have read plus or minus 1.

use std::sync::atomic::{AtomicI64, Ordering::Relaxed};

use futures::join;
use interlocking::{Lock, guarded};

use crate::story::{begin, elapsed, io, line, tell};

static UNGUARDED: AtomicI64 = AtomicI64::new(0);

/// Each access is atomic, but the update as a whole is not: a race condition without undefined behaviour.
async fn unguarded(name: &str, change: i64) {
    let read = UNGUARDED.load(Relaxed);
    tell(format!("{name} reads {read}"));
    io(1.0).await;
    UNGUARDED.store(read + change, Relaxed);
    tell(format!("{name} writes {}", read + change));
}

static BALANCE: Lock<i64> = Lock::new(0);

#[guarded(BALANCE)]
async fn credit() {
    update(&mut balance, "credit", 1).await;
}

#[guarded(BALANCE)]
async fn debit() {
    update(&mut balance, "debit", -1).await;
}

async fn update(balance: &mut i64, name: &str, change: i64) {
    let read = *balance;
    tell(format!("{name} reads {read}"));
    io(1.0).await;
    *balance = read + change;
    tell(format!("{name} writes {balance}"));
}

pub(crate) async fn play() {
    begin("Lock: the lost update, without a lock");
    join!(unguarded("credit", 1), unguarded("debit", -1));
    let (lost, quick) = (UNGUARDED.load(Relaxed), elapsed());
    tell(format!("the balance is {lost}, and should be 0"));

    begin("Lock: the same under #[guarded(BALANCE)]");
    join!(credit(), debit());
    let (kept, slow) = (*BALANCE.lock().await, elapsed());
    tell(format!("the balance is {kept}"));

    line(&comparison((quick, lost), (slow, kept)));
}

/// The table at the end: the seconds and the final balance without the lock and with it.
fn comparison((quick, lost): (f64, i64), (slow, kept): (f64, i64)) -> String {
    format!(
        "
                   without a lock    #[guarded(BALANCE)]
  execution time   {quick:<17.0} {slow:.0}    (seconds)
  final balance    {lost:<17} {kept}
  reliability      race condition    data safety
Guard only what an await splits: guarded code runs one task at a time."
    )
}
