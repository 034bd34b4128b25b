//! Sizes of the futures of annotated functions, in bytes: that of the same body without the attribute plus that of the guards. The
//! body keeps as much over its await points as an acquisition does.

use interlocking::{Lock, RwLock, Semaphore, barrier, guarded, semaphore, synchronized};

static BALANCE: Lock<u64> = Lock::new(0);
static SETTINGS: RwLock<u64> = RwLock::new(0);
static GATE: Semaphore = Semaphore::new(1);

/// A body that keeps a value over an await point.
async fn work() -> u8 {
    let kept = [1; 256];
    tokio::task::yield_now().await;
    kept.iter().sum()
}

async fn bare() -> u8 {
    work().await
}

#[guarded(BALANCE)]
async fn lock() -> u8 {
    work().await
}

#[synchronized]
async fn block() -> u8 {
    #[guarded(BALANCE)]
    {
        work().await
    }
}

#[guarded(read SETTINGS)]
async fn read() -> u8 {
    work().await
}

#[semaphore(GATE)]
async fn permit() -> u8 {
    work().await
}

#[barrier(3)]
async fn meeting() -> u8 {
    work().await
}

#[guarded(BALANCE, write SETTINGS)]
async fn several() -> u8 {
    work().await
}

const GUARD: usize = 16;

/// Each kind of hold, with the size of its future and the size of its guards.
fn table() -> [(&'static str, usize, usize); 7] {
    [
        ("no attribute", size_of_val(&bare()), 0),
        ("guarded(LOCK)", size_of_val(&lock()), GUARD),
        ("guarded(LOCK) on a block", size_of_val(&block()), GUARD),
        ("guarded(read LOCK)", size_of_val(&read()), GUARD),
        ("semaphore(GATE)", size_of_val(&permit()), GUARD),
        ("barrier(3)", size_of_val(&meeting()), 0),
        ("guarded(LOCK, write LOCK)", size_of_val(&several()), 2 * GUARD),
    ]
}

/// The table that `cargo bench -p tests --bench cost` prints.
#[allow(dead_code, reason = "the bench calls it")]
pub(crate) fn print() {
    for (what, size, guards) in table() {
        println!("{what:<44} {size:>6} bytes, of which guards {guards}");
    }
}

#[cfg(target_pointer_width = "64")]
#[test]
fn a_future_is_larger_by_the_guards_only() {
    let table = table();
    let (_, bare, _) = table[0];
    for (what, size, guards) in table {
        // The state of the future itself is one byte, which alignment rounds up.
        assert!(
            size <= bare + guards + 8,
            "{what}: {size} bytes, and {bare} without the attribute"
        );
    }
}
