//! Several targets of one attribute: two to twelve, of every kind, acquired in the order of their addresses.

#![deny(warnings)]

use std::{rc::Rc, sync::Arc, time::Duration};

use interlocking::{Lock, RwLock, TimedOut, WouldBlock, guarded, synchronized};
use tokio::sync;
use tokio_test::{assert_pending, assert_ready, task::spawn};

/// Primitives of every kind, behind every kind of pointer.
struct Kinds {
    lock: Lock<u32>,
    rw: Arc<RwLock<u32>>,
    read: Rc<RwLock<u32>>,
    tokio: Box<sync::Mutex<u32>>,
    tokio_rw: sync::RwLock<u32>,
}

impl Kinds {
    fn new() -> Self {
        Kinds {
            lock: Lock::new(1),
            rw: Arc::new(RwLock::new(2)),
            read: Rc::new(RwLock::new(3)),
            tokio: Box::new(sync::Mutex::new(4)),
            tokio_rw: sync::RwLock::new(5),
        }
    }

    #[guarded(self.lock, write self.rw, read self.read, self.tokio, read rwlock = self.tokio_rw)]
    async fn sum(&self) -> u32 {
        *lock += 1;
        *rw += 1;
        *tokio += 1;
        *lock + *rw + *read + *tokio + *rwlock
    }

    #[guarded(self.lock?, write self.rw?, read self.read?, self.tokio?, nowait)]
    async fn now(&self) -> Result<u32, WouldBlock> {
        Ok(*lock + *rw + *read + *tokio)
    }

    #[guarded(self.lock, read self.read, self.tokio, timeout = 10ms, else { return Err(TimedOut) })]
    async fn in_time(&self) -> Result<u32, TimedOut> {
        Ok(*lock + *read + *tokio)
    }

    #[synchronized]
    async fn block(&self) -> u32 {
        #[guarded(self.tokio, read self.rw, self.lock)]
        {
            *lock + *rw + *tokio
        }
    }

    fn all_are_free(&self) -> bool {
        self.lock.try_lock().is_ok()
            && self.rw.try_write().is_ok()
            && self.read.try_write().is_ok()
            && self.tokio.try_lock().is_ok()
            && self.tokio_rw.try_write().is_ok()
    }
}

#[test]
fn targets_of_every_kind_are_acquired_together() {
    let kinds = Kinds::new();
    assert_eq!(assert_ready!(spawn(kinds.sum()).poll()), 2 + 3 + 3 + 5 + 5);
    assert_eq!(assert_ready!(spawn(kinds.block()).poll()), 2 + 3 + 5);
    assert!(kinds.all_are_free());
}

/// A future that is dropped while it waits for one target holds none of them.
#[test]
fn cancelled_anywhere_all_are_released() {
    let kinds = Kinds::new();
    for held in 0..4 {
        let lock = (held == 0).then(|| kinds.lock.try_lock().unwrap());
        let write = (held == 1).then(|| kinds.rw.try_write().unwrap());
        let read = (held == 2).then(|| kinds.read.try_write().unwrap());
        let tokio = (held == 3).then(|| kinds.tokio.try_lock().unwrap());
        let mut sum = spawn(kinds.sum());
        assert_pending!(sum.poll());
        drop(sum);
        assert_eq!(assert_ready!(spawn(kinds.now()).poll()), Err(WouldBlock));
        drop((lock, write, read, tokio));
        assert!(kinds.all_are_free());
    }
    assert_eq!(assert_ready!(spawn(kinds.now()).poll()), Ok(10));
}

#[tokio::test(start_paused = true)]
async fn clauses_apply_to_all_of_them() {
    let kinds = Kinds::new();
    let began = tokio::time::Instant::now();
    let held = kinds.tokio.lock().await;
    assert_eq!(kinds.in_time().await, Err(TimedOut));
    assert_eq!(began.elapsed(), Duration::from_millis(10));
    drop(held);
    assert_eq!(kinds.in_time().await, Ok(8));
}

/// Functions that sum the values of two to twelve locks, each of which is 1.
macro_rules! sums {
    ($($name:ident: $($lock:ident)*;)*) => {
        $(
            #[guarded($($lock),*)]
            #[allow(clippy::too_many_arguments, reason = "one lock for each argument, up to twelve")]
            async fn $name($($lock: &Lock<u32>),*) -> u32 {
                0 $(+ *$lock)*
            }
        )*

        /// In whatever order the locks are given, all are held, and all are released.
        #[test]
        fn two_to_twelve() {$({
            $(let $lock = Lock::new(1);)*
            let locks = [$(&$lock),*];
            for lock in locks {
                let held = lock.try_lock().unwrap();
                let mut sum = spawn($name($(&$lock),*));
                assert_pending!(sum.poll());
                drop(held);
                assert_eq!(assert_ready!(sum.poll()) as usize, locks.len());
            }
            assert!(locks.iter().all(|lock| !lock.is_locked()));
        })*}
    };
}

sums! {
    two: a b;
    three: c a b;
    four: a b c d;
    five: e a b d c;
    six: a b c d e f;
    seven: a b c d e f g;
    eight: h b c d e f g a;
    nine: a b c d e f g h i;
    ten: a b c j d e f g h i;
    eleven: a b c d e f g h i j k;
    twelve: l k j i h g f e d c b a;
}

#[guarded(from, to, allow(await_between_writes, reason = "nobody cancels it"))]
async fn transfer(from: &Lock<i64>, to: &Lock<i64>, amount: i64) {
    *from -= amount;
    tokio::task::yield_now().await;
    *to += amount;
}

#[tokio::test]
async fn both_directions_at_once_do_not_deadlock() {
    let (x, y) = (Lock::new(0), Lock::new(0));
    tokio::join!(transfer(&x, &y, 1), transfer(&y, &x, 2), transfer(&x, &y, 4));
    assert_eq!((x.into_inner(), y.into_inner()), (-3, 3));
}
