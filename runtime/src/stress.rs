//! For tests: holds come back later at random points, so that races show in ordinary tests.
//!
//! With the feature `stress`, one poll in three of a future that an attribute awaits comes back later before it acquires anything. The seed
//! is printed, and `INTERLOCKING_SEED=..` runs the same again, as far as one thread polls the futures in one order. A service must not
//! have this feature.

#[cfg(feature = "stress")]
pub(crate) use self::random::poll_yield;
#[cfg(feature = "stress")]
pub use self::random::seed;

/// Without the feature: never.
#[cfg(not(feature = "stress"))]
#[inline(always)]
pub(crate) fn poll_yield(_: &mut std::task::Context<'_>) -> std::task::Poll<()> {
    std::task::Poll::Ready(())
}

#[cfg(feature = "stress")]
mod random {
    use std::{
        cell::Cell,
        env,
        sync::{
            LazyLock,
            atomic::{AtomicU64, Ordering::Relaxed},
        },
        task::{Context, Poll},
    };

    /// The seed of this process: `INTERLOCKING_SEED`, or one of its own, which is printed.
    static SEED: LazyLock<u64> = LazyLock::new(|| {
        let given = env::var("INTERLOCKING_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = given.unwrap_or_else(|| {
            // A `RandomState` is the randomness that the standard library has.
            use std::hash::{BuildHasher, RandomState};
            RandomState::new().hash_one(0_u8)
        });
        eprintln!("INTERLOCKING_SEED={seed}");
        seed
    });

    /// What a test has set; 0 for the seed of the process.
    static GIVEN: AtomicU64 = AtomicU64::new(0);

    thread_local! {
        static STATE: Cell<Option<u64>> = const { Cell::new(None) };
    }

    /// Begins a run anew, with a seed other than 0: the same seed yields at the same points, as long as the futures are polled in one
    /// order by one thread.
    pub fn seed(seed: u64) {
        GIVEN.store(seed, Relaxed);
        STATE.set(None);
    }

    /// A number of the sequence of this thread: Steele, Lea and Flood's SplitMix.
    fn next() -> u64 {
        let begin = || match GIVEN.load(Relaxed) {
            0 => *SEED,
            given => given,
        };
        let state = STATE.get().unwrap_or_else(begin).wrapping_add(0x9e37_79b9_7f4a_7c15);
        STATE.set(Some(state));
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Before a hold is acquired: one poll in three comes back later.
    pub(crate) fn poll_yield(cx: &mut Context<'_>) -> Poll<()> {
        if next() % 3 != 0 {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
