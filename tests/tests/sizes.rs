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

/// The same functions with an attribute and by hand, each with one await under the hold.
#[allow(dead_code, reason = "the bench has a table of its own")]
mod by_hand {
    use std::future::ready;

    use interlocking::{
        Barrier, Event, Lock, RwLock, Semaphore, barrier, guarded, semaphore, synchronized, waits,
    };

    struct State {
        lock: Lock<u64>,
        settings: RwLock<u64>,
        gate: Semaphore,
        meeting: Barrier,
        ready: Event,
        of_tokio: tokio::sync::Mutex<u64>,
    }

    #[guarded(state.lock)]
    async fn lock(state: &State) -> u64 {
        ready(()).await;
        *lock
    }

    async fn lock_by_hand(state: &State) -> u64 {
        let lock = state.lock.lock().await;
        ready(()).await;
        *lock
    }

    #[synchronized]
    async fn block(state: &State) -> u64 {
        #[guarded(state.lock)]
        {
            ready(()).await;
            *lock
        }
    }

    async fn block_by_hand(state: &State) -> u64 {
        let lock = state.lock.lock().await;
        ready(()).await;
        *lock
    }

    #[guarded(state.lock, when = |lock| *lock > 0)]
    async fn when(state: &State) -> u64 {
        ready(()).await;
        *lock
    }

    async fn when_by_hand(state: &State) -> u64 {
        let lock = state.lock.lock_when(|lock| *lock > 0).await;
        ready(()).await;
        *lock
    }

    #[guarded(read state.settings)]
    async fn read(state: &State) -> u64 {
        ready(()).await;
        *settings
    }

    async fn read_by_hand(state: &State) -> u64 {
        let settings = state.settings.read().await;
        ready(()).await;
        *settings
    }

    #[guarded(write state.settings)]
    async fn write(state: &State) -> u64 {
        ready(()).await;
        *settings
    }

    async fn write_by_hand(state: &State) -> u64 {
        let settings = state.settings.write().await;
        ready(()).await;
        *settings
    }

    #[semaphore(state.gate)]
    async fn permit(state: &State) -> u64 {
        ready(()).await;
        0
    }

    async fn permit_by_hand(state: &State) -> u64 {
        let _permit = state.gate.acquire().await;
        ready(()).await;
        0
    }

    #[barrier(state.meeting, else { return 1 })]
    async fn meet(state: &State) -> u64 {
        ready(()).await;
        0
    }

    async fn meet_by_hand(state: &State) -> u64 {
        let Ok(_) = state.meeting.wait().await else { return 1 };
        ready(()).await;
        0
    }

    #[waits(state.ready)]
    async fn wait(state: &State) -> u64 {
        ready(()).await;
        0
    }

    async fn wait_by_hand(state: &State) -> u64 {
        state.ready.wait().await;
        ready(()).await;
        0
    }

    #[guarded(state.of_tokio)]
    async fn tokio_lock(state: &State) -> u64 {
        ready(()).await;
        *of_tokio
    }

    async fn tokio_by_hand(state: &State) -> u64 {
        let tokio = state.of_tokio.lock().await;
        ready(()).await;
        *tokio
    }

    fn pairs(state: &State) -> Vec<(&'static str, usize, usize)> {
        vec![
            ("lock", size_of_val(&lock(state)), size_of_val(&lock_by_hand(state))),
            ("lock on a block", size_of_val(&block(state)), size_of_val(&block_by_hand(state))),
            ("when", size_of_val(&when(state)), size_of_val(&when_by_hand(state))),
            ("read", size_of_val(&read(state)), size_of_val(&read_by_hand(state))),
            ("write", size_of_val(&write(state)), size_of_val(&write_by_hand(state))),
            ("permit", size_of_val(&permit(state)), size_of_val(&permit_by_hand(state))),
            ("barrier", size_of_val(&meet(state)), size_of_val(&meet_by_hand(state))),
            ("event", size_of_val(&wait(state)), size_of_val(&wait_by_hand(state))),
            ("tokio's lock", size_of_val(&tokio_lock(state)), size_of_val(&tokio_by_hand(state))),
        ]
    }

    #[test]
    fn a_future_is_as_large_as_by_hand() {
        let state = State {
            lock: Lock::new(1),
            settings: RwLock::new(1),
            gate: Semaphore::new(1),
            meeting: Barrier::new(1),
            ready: Event::new(),
            of_tokio: tokio::sync::Mutex::new(1),
        };
        for (what, size, by_hand) in pairs(&state) {
            assert!(size * 100 <= by_hand * 105, "{what}: {size} bytes, by hand {by_hand}");
        }
    }
}
