//! Every order of our attributes and those of well-known crates, and every shape of a function that makes a future: the holds are
//! inside the future, and inside its span.

#![allow(clippy::manual_async_fn, clippy::needless_return, reason = "every way to return a future")]

use std::{
    convert::Infallible,
    fmt::Debug,
    future::{Future, ready},
    pin::Pin,
    sync::Mutex,
    task::Poll,
};

use axum::{extract::State, response::IntoResponse};
use futures::{FutureExt, future::BoxFuture};
use interlocking::{Lock, guarded, hold::Exclusive, semaphore, synchronized};
use tokio_test::{assert_ready, task::spawn};

/// A lock that notes in which span it was acquired.
struct Spanned {
    inside: Mutex<Option<&'static str>>,
}

impl Exclusive for Spanned {
    type Guard<'a> = ();
    type Error = Infallible;

    fn exclusive(&self) -> impl Future<Output = Result<(), Infallible>> {
        *self.inside.lock().unwrap() = tracing::Span::current().metadata().map(|span| span.name());
        ready(Ok(()))
    }

    fn try_exclusive(&self) -> impl Future<Output = Result<Option<()>, Infallible>> {
        ready(Ok(Some(())))
    }

    fn address(&self) -> usize {
        std::ptr::from_ref(self).addr()
    }
}

impl Spanned {
    const fn new() -> Self {
        Spanned { inside: Mutex::new(None) }
    }

    #[track_caller]
    fn assert_inside(&self, name: &str) {
        assert_eq!(*self.inside.lock().unwrap(), Some(name));
    }
}

fn with_spans(test: impl FnOnce()) {
    tracing::subscriber::with_default(tracing_subscriber::registry(), test);
}

/// `future` waits for `lock`, holds it for its whole body, and lets it go.
#[track_caller]
fn assert_holds<T>(lock: &Lock<u32>, future: impl Future<Output = T>) -> T {
    let held = lock.try_lock().expect("free before");
    let mut future = spawn(future);
    assert!(future.poll().is_pending());
    drop(held);
    let Poll::Ready(output) = future.poll() else { panic!("the lock is free") };
    assert!(!lock.is_locked(), "free afterwards");
    output
}

mod instrument {
    use super::*;

    #[derive(Debug)]
    struct Failed;

    impl std::fmt::Display for Failed {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("failed")
        }
    }

    static TOTAL: Lock<u32> = Lock::new(1);
    static SPANNED: Spanned = Spanned::new();

    #[tracing::instrument]
    #[guarded(SPANNED, TOTAL)]
    async fn above(by: u32) -> u32 {
        assert!(TOTAL.is_locked());
        () = spanned;
        *total *= by;
        *total
    }

    #[guarded(SPANNED, TOTAL)]
    #[tracing::instrument]
    async fn below(by: u32) -> u32 {
        assert!(TOTAL.is_locked());
        () = spanned;
        *total *= by;
        *total
    }

    #[tracing::instrument(ret, err)]
    #[guarded(total = TOTAL)]
    #[guarded(SPANNED)]
    async fn failing(fails: bool) -> Result<Box<dyn Debug>, Failed> {
        () = spanned;
        if fails {
            Err(Failed)?;
        }
        Ok(Box::new(*total))
    }

    #[tracing::instrument(err, skip_all)]
    #[synchronized]
    async fn block() -> Result<u32, Failed> {
        let read = #[guarded(SPANNED, TOTAL)]
        {
            () = spanned;
            *total
        };
        Ok(read)
    }

    struct Account {
        balance: Lock<u32>,
    }

    impl Account {
        #[tracing::instrument(skip(self))]
        #[guarded(self.balance)]
        async fn read(&self) -> u32 {
            *balance
        }
    }

    #[async_trait::async_trait]
    trait Read {
        async fn read_dyn(&self) -> Result<Box<dyn Debug>, Failed>;
    }

    #[async_trait::async_trait]
    impl Read for Account {
        #[tracing::instrument(skip(self), err)]
        #[guarded(self.balance)]
        #[guarded(SPANNED)]
        async fn read_dyn(&self) -> Result<Box<dyn Debug>, Failed> {
            () = spanned;
            self.balance.is_locked();
            Ok(Box::new(*balance))
        }
    }

    #[test]
    fn holds_are_inside_the_span() {
        with_spans(|| {
            assert_eq!(assert_holds(&TOTAL, above(3)), 3);
            SPANNED.assert_inside("above");
            assert_eq!(assert_holds(&TOTAL, below(1)), 3);
            SPANNED.assert_inside("below");
            assert!(assert_holds(&TOTAL, failing(true)).is_err());
            SPANNED.assert_inside("failing");
            assert!(assert_holds(&TOTAL, failing(false)).is_ok());
            assert!(assert_holds(&TOTAL, block()).is_ok());
            SPANNED.assert_inside("block");
            let account = Account { balance: Lock::new(7) };
            assert_eq!(assert_holds(&account.balance, account.read()), 7);
            assert!(assert_holds(&account.balance, account.read_dyn()).is_ok());
            SPANNED.assert_inside("read_dyn");
        });
    }
}

mod recursion {
    use super::*;

    static TOTAL: Lock<u32> = Lock::new(0);

    #[async_recursion::async_recursion]
    #[guarded(TOTAL)]
    async fn above(depth: u32) -> u32 {
        *total += 1;
        let sum = *total;
        drop(total);
        if depth > 0 { above(depth - 1).await } else { sum }
    }

    #[guarded(TOTAL)]
    #[async_recursion::async_recursion]
    async fn below(depth: u32) -> u32 {
        *total += 1;
        let sum = *total;
        drop(total);
        if depth > 0 { below(depth - 1).await } else { sum }
    }

    struct Tree {
        visits: Lock<u32>,
    }

    impl Tree {
        #[async_recursion::async_recursion(?Send)]
        #[guarded(self.visits)]
        async fn visit(&self, depth: &u32) -> Result<Box<dyn Debug>, Box<dyn std::error::Error>> {
            *visits += depth;
            Ok(Box::new(*visits))
        }
    }

    #[test]
    fn either_order_holds() {
        assert_eq!(assert_holds(&TOTAL, above(1)), 2);
        assert_eq!(assert_holds(&TOTAL, below(1)), 4);
        let tree = Tree { visits: Lock::new(1) };
        let visited = assert_holds(&tree.visits, tree.visit(&2)).unwrap();
        assert_eq!(format!("{visited:?}"), "3");
    }
}

mod tests_of_cases {
    use super::*;

    static TOTAL: Lock<u32> = Lock::new(0);

    #[guarded(TOTAL)]
    #[rstest::rstest]
    #[case(1)]
    #[case(2)]
    #[tokio::test]
    async fn rstest_below(#[case] by: u32) {
        *total += by;
        assert!(TOTAL.is_locked());
    }

    #[guarded(TOTAL)]
    #[test_case::test_case(1)]
    #[test_case::test_case(2)]
    #[tokio::test]
    async fn test_case_below(by: u32) {
        *total += by;
        assert!(TOTAL.is_locked());
    }

    #[tokio::test]
    #[guarded(TOTAL)]
    async fn tokio_test_above() {
        *total += 1;
        assert!(TOTAL.is_locked());
    }

    #[guarded(TOTAL)]
    #[tokio::test]
    async fn tokio_test_below() {
        *total += 1;
        assert!(TOTAL.is_locked());
    }

    #[tokio::test]
    #[semaphore(2)]
    async fn an_empty_body() {}
}

mod handlers {
    use std::sync::Arc;

    use super::*;

    #[derive(Clone)]
    struct App {
        visits: Arc<Lock<u32>>,
    }

    #[guarded(app.visits)]
    #[axum::debug_handler]
    async fn visit(State(app): State<App>, name: String) -> impl IntoResponse {
        *visits += 1;
        format!("{name}: {}", *visits)
    }

    // This order copies the body, so that it cannot name a guard.
    #[axum::debug_handler]
    #[semaphore(3)]
    async fn limited(name: String) -> String {
        name
    }

    #[test]
    fn a_handler_holds() {
        let app = App { visits: Arc::new(Lock::new(0)) };
        let visits = Arc::clone(&app.visits);
        let response = assert_holds(&visits, visit(State(app), "ann".to_owned()));
        assert_eq!(response.into_response().status(), 200);
        assert_eq!(assert_ready!(spawn(limited("ann".to_owned())).poll()), "ann");
    }
}

mod traits {
    use super::*;

    struct Account {
        balance: Lock<u32>,
    }

    #[trait_variant::make(Read: Send)]
    #[allow(dead_code)]
    trait LocalRead {
        async fn read(&self) -> u32;
    }

    impl Read for Account {
        #[guarded(self.balance)]
        async fn read(&self) -> u32 {
            *balance
        }
    }

    #[async_trait::async_trait]
    trait Upload {
        async fn upload(&self) -> Result<Box<dyn Debug>, Infallible>;
        async fn in_block(&self) -> u32;
        async fn plain(&self) -> u32 {
            3
        }
    }

    #[async_trait::async_trait]
    #[synchronized]
    impl Upload for Account {
        #[guarded(self.balance)]
        async fn upload(&self) -> Result<Box<dyn Debug>, Infallible> {
            Ok(Box::new(*balance))
        }

        async fn in_block(&self) -> u32 {
            #[guarded(self.balance)]
            {
                *balance
            }
        }
    }

    #[test]
    fn every_trait_holds() {
        let account = Account { balance: Lock::new(5) };
        assert_eq!(assert_holds(&account.balance, Read::read(&account)), 5);
        let uploaded = assert_holds(&account.balance, account.upload()).unwrap();
        assert_eq!(format!("{uploaded:?}"), "5");
        assert_eq!(assert_holds(&account.balance, account.in_block()), 5);
        assert_eq!(assert_ready!(spawn(account.plain()).poll()), 3);
    }
}

mod attributes_of_anybody {
    use super::*;

    static TOTAL: Lock<u32> = Lock::new(4);

    #[other_attributes::retried]
    #[guarded(TOTAL)]
    async fn retried() -> Result<Box<dyn Debug>, Infallible> {
        assert!(TOTAL.is_locked());
        Ok(Box::new(*total))
    }

    #[other_attributes::measured]
    #[guarded(TOTAL)]
    async fn measured() -> u32 {
        assert!(TOTAL.is_locked());
        *total
    }

    #[other_attributes::measured]
    #[other_attributes::retried]
    #[guarded(TOTAL)]
    #[tracing::instrument]
    async fn stacked() -> Result<u32, Infallible> {
        assert!(TOTAL.is_locked());
        Ok(*total)
    }

    #[guarded(TOTAL)]
    #[other_attributes::called]
    async fn called() -> u32 {
        *total
    }

    #[test]
    fn moved_bodies_hold() {
        assert!(assert_holds(&TOTAL, retried()).is_ok());
        assert_eq!(assert_holds(&TOTAL, measured()), 4);
        assert_eq!(assert_holds(&TOTAL, stacked()), Ok(4));
        assert_eq!(assert_holds(&TOTAL, called()), 4);
    }
}

mod futures_that_are_returned {
    use super::*;

    static TOTAL: Lock<u32> = Lock::new(2);
    static OTHER: Lock<u32> = Lock::new(0);

    type Named<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

    #[guarded(TOTAL)]
    fn boxed(by: u32) -> Pin<Box<dyn Future<Output = Box<dyn Debug>>>> {
        Box::pin(async move { Box::new(*total + by) })
    }

    #[guarded(TOTAL)]
    fn of_impl(by: u32) -> impl Future<Output = u32> + Send {
        async move { *total + by }
    }

    #[guarded(TOTAL)]
    fn after_other_code(by: &u32) -> Named<'_, u32> {
        let twice = *by * 2;
        Box::pin(async move { *total + twice })
    }

    #[guarded(TOTAL)]
    fn by_method(by: u32) -> BoxFuture<'static, Result<Box<dyn Debug>, Infallible>> {
        async move { Ok(Box::new(*total + by) as _) }.boxed()
    }

    #[guarded(TOTAL)]
    #[guarded(OTHER)]
    fn of_several() -> impl Future<Output = impl Iterator<Item = u32>> {
        async {
            *other += 1;
            let end = *total;
            0..end
        }
    }

    #[guarded(TOTAL)]
    fn diverges(early: bool) -> Named<'static, u32> {
        return Box::pin(async move {
            if early {
                return *total;
            }
            panic!("not early")
        });
    }

    #[synchronized]
    fn of_a_block() -> Named<'static, u32> {
        Box::pin(async move {
            #[guarded(TOTAL)]
            {
                *total
            }
        })
    }

    struct Account {
        balance: Lock<u32>,
    }

    trait Read {
        fn read(&self) -> impl Future<Output = u32> + Send;
        fn read_box(&self) -> Named<'_, u32>;
        fn given(&self) -> Named<'_, u32>;
    }

    #[synchronized]
    impl Read for Account {
        #[guarded(self.balance)]
        fn read(&self) -> impl Future<Output = u32> + Send {
            async move { *balance }
        }

        fn read_box(&self) -> Named<'_, u32> {
            Box::pin(async move {
                #[guarded(self.balance)]
                {
                    *balance
                }
            })
        }

        fn given(&self) -> Named<'_, u32> {
            self.read_box()
        }
    }

    #[test]
    fn the_future_holds() {
        assert_eq!(format!("{:?}", assert_holds(&TOTAL, boxed(1))), "3");
        assert_eq!(assert_holds(&TOTAL, of_impl(1)), 3);
        assert_eq!(assert_holds(&TOTAL, after_other_code(&2)), 6);
        assert!(assert_holds(&TOTAL, by_method(1)).is_ok());
        assert_eq!(assert_holds(&TOTAL, of_several()).count(), 2);
        assert_eq!(assert_holds(&TOTAL, diverges(true)), 2);
        assert_eq!(assert_holds(&TOTAL, of_a_block()), 2);
        let account = Account { balance: Lock::new(5) };
        assert_eq!(assert_holds(&account.balance, account.read()), 5);
        assert_eq!(assert_holds(&account.balance, account.read_box()), 5);
        assert_eq!(assert_holds(&account.balance, account.given()), 5);
    }

    #[test]
    fn nothing_is_held_before_the_first_poll() {
        static UNPOLLED: Lock<u32> = Lock::new(0);

        #[guarded(UNPOLLED)]
        fn unpolled() -> impl Future<Output = u32> {
            async { *unpolled }
        }

        let future = unpolled();
        assert!(!UNPOLLED.is_locked());
        drop(future);
    }
}

mod fragments {
    use std::time::Duration;

    use super::*;

    static TOTAL: Lock<u32> = Lock::new(2);

    macro_rules! of_body {
        ($(#[$attribute:meta])* $name:ident $body:block) => {
            $(#[$attribute])*
            async fn $name() -> u32 $body
        };
    }

    of_body!(#[guarded(TOTAL)] body { *total });
    of_body!(#[guarded(TOTAL)] #[tracing::instrument] body_below { *total });
    of_body!(#[tracing::instrument] #[guarded(TOTAL)] body_above { *total });

    macro_rules! of_arguments {
        ($lock:expr, $limit:expr, $other:block, $predicate:expr, $count:literal) => {
            #[guarded(total = $lock, timeout = $limit, else $other)]
            async fn limited() -> u32 {
                *total
            }

            #[guarded(total = $lock, when = $predicate)]
            #[semaphore($count)]
            async fn predicated() -> u32 {
                *total
            }

            #[synchronized]
            async fn block() -> u32 {
                #[guarded(total = $lock)]
                {
                    *total
                }
            }
        };
    }

    of_arguments!(TOTAL, Duration::from_millis(3), { return 0 }, |total| *total > 1, 2);

    #[test]
    fn fragments_are_code() {
        assert_eq!(assert_holds(&TOTAL, body()), 2);
        assert_eq!(assert_holds(&TOTAL, body_below()), 2);
        assert_eq!(assert_holds(&TOTAL, body_above()), 2);
        assert_eq!(assert_ready!(spawn(limited()).poll()), 2);
        assert_eq!(assert_holds(&TOTAL, predicated()), 2);
        assert_eq!(assert_holds(&TOTAL, block()), 2);
    }
}
