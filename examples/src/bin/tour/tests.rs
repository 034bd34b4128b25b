//! What each scene tells, to the tenth of a second. The clock is paused: it advances when every task waits.

use std::{cell::RefCell, rc::Rc};

use expect_test::expect;

use crate::{Scene, story::listen};

/// The lines of a scene.
async fn story(scene: Scene) -> String {
    let lines = Rc::new(RefCell::new(String::new()));
    let heard = lines.clone();
    let listener = move |line: &str| *heard.borrow_mut() += &format!("{line}\n");
    listen(listener, scene.play()).await;
    lines.take()
}

#[tokio::test(start_paused = true)]
async fn lock() {
    let story = story(Scene::Lock).await;
    expect![[r#"

        Lock: the lost update, without a lock
          0.0s  credit reads 0
          0.0s  debit reads 0
          1.0s  credit writes 1
          1.0s  debit writes -1
          1.0s  the balance is -1, and should be 0

        Lock: the same under #[guarded(BALANCE)]
          0.0s  credit reads 0
          1.0s  credit writes 1
          1.0s  debit reads 1
          2.0s  debit writes 0
          2.0s  the balance is 0

                           without a lock    #[guarded(BALANCE)]
          execution time   1                 2    (seconds)
          final balance    -1                0
          reliability      race condition    data safety
        Guard only what an await splits: guarded code runs one task at a time.
    "#]]
    .assert_eq(&story);
}

#[tokio::test(start_paused = true)]
async fn semaphore() {
    let story = story(Scene::Semaphore).await;
    expect![[r#"

        Semaphore: five workers under #[semaphore(2)]
          0.0s  Accessing resource 0
          0.0s  Accessing resource 1
          1.0s  Releasing resource 0
          1.0s  Releasing resource 1
          1.0s  Accessing resource 2
          1.0s  Accessing resource 3
          2.0s  Releasing resource 2
          2.0s  Releasing resource 3
          2.0s  Accessing resource 4
          3.0s  Releasing resource 4
          3.0s  all five are done, in three waves
    "#]]
    .assert_eq(&story);
}

#[tokio::test(start_paused = true)]
async fn bounded() {
    let story = story(Scene::Bounded).await;
    expect![[r#"

        Bounded semaphore: five workers, and one release too many
          0.0s  Accessing resource 0
          0.0s  Accessing resource 1
          1.0s  Releasing resource 0
          1.0s  Releasing resource 1
          1.0s  Accessing resource 2
          1.0s  Accessing resource 3
          2.0s  Releasing resource 2
          2.0s  Releasing resource 3
          2.0s  Accessing resource 4
          3.0s  Releasing resource 4
          3.0s  Safety Triggered: BoundedSemaphore released too many times
          3.0s  the program goes on, with 2 permits as before
    "#]]
    .assert_eq(&story);
}

#[tokio::test(start_paused = true)]
async fn event() {
    let story = story(Scene::Event).await;
    expect![[r#"

        Event: #[sets(READY)] frees two waiters
          0.0s  waiter 1 waits for the event
          0.0s  waiter 2 waits for the event
          2.0s  the setter sets the event
          2.0s  waiter 1 goes on
          2.0s  waiter 2 goes on
    "#]]
    .assert_eq(&story);
}

#[tokio::test(start_paused = true)]
async fn condition() {
    let story = story(Scene::Condition).await;
    expect![[r#"

        Condition: A and B wait until the resource is 3
          0.0s  task A waits for the resource to reach 3
          0.0s  task B waits for the resource to reach 3
          0.5s  the resource is incremented to 1
          1.0s  the resource is incremented to 2
          1.5s  the resource is incremented to 3
          1.5s  task A sees resource is 3. Starting work!
          2.5s  task B sees resource is 3. Starting work!
          3.5s  the resource is incremented to 4
          4.0s  the resource is incremented to 5
    "#]]
    .assert_eq(&story);
}

#[tokio::test(start_paused = true)]
async fn barrier() {
    let story = story(Scene::Barrier).await;
    expect![[r#"

        Barrier: A, B and C meet at #[barrier(MEET?)]
          0.0s  worker A is preparing
          0.0s  worker B is preparing
          0.0s  worker C is preparing
          1.0s  worker A is waiting at the barrier
          1.0s  worker B is waiting at the barrier
          1.0s  worker C is waiting at the barrier
          1.0s  worker C passed the barrier! Starting work...
          1.0s  worker A passed the barrier! Starting work...
          1.0s  worker B passed the barrier! Starting work...

        Barrier: C never comes, and the barrier is aborted
          0.0s  worker A is preparing
          0.0s  worker B is preparing
          1.0s  worker A is waiting at the barrier
          1.0s  worker B is waiting at the barrier
          2.0s  C has failed: aborting the barrier
          2.0s  worker A does not pass: the barrier is broken: it was aborted
          2.0s  worker B does not pass: the barrier is broken: it was aborted
          2.0s  worker D is preparing
          3.0s  worker D is waiting at the barrier
          3.0s  worker D does not pass: the barrier is broken: it was aborted
    "#]]
    .assert_eq(&story);
}
