//! Arguments as people from other libraries write them: each is answered with what to write, which `pass/mistakes_mended.rs` has.

use std::sync::Arc;

use interlocking::{
    Condition, Lock, RwLock, Semaphore, WouldBlock, barrier, guarded, semaphore,
};

static A: Lock<u32> = Lock::new(0);
static R: RwLock<u32> = RwLock::new(0);
pub static C: Condition<u32> = Condition::new();
static SEM: Semaphore = Semaphore::new(3);
#[expect(non_upper_case_globals)]
static low: Lock<u32> = Lock::new(0);
const N: usize = 3;

struct Bank {
    accounts: Vec<Arc<Lock<u32>>>,
}

impl Bank {
    async fn account(&self, id: usize) -> Result<Arc<Lock<u32>>, WouldBlock> {
        self.accounts.get(id).cloned().ok_or(WouldBlock)
    }

    #[guarded(balance = self.account(3).await?)]
    async fn place_that_awaits(&self) -> Result<u32, WouldBlock> {
        Ok(*balance)
    }
}

#[guarded(A, notify = C)]
async fn notify() {
    *a += 1;
}

#[guarded(A, notify_all(C))]
async fn notify_call() {
    *a += 1;
}

#[guarded(A, timeout(1s), else { return })]
async fn timeout_call() {
    *a += 1;
}

#[guarded(A, nowait(), else { return })]
async fn nowait_call() {
    *a += 1;
}

#[guarded(A, wait_for = |a| *a > 3)]
async fn wait_for() {
    *a += 1;
}

#[guarded(A, when = *a > 3)]
async fn when_value() {
    *a += 1;
}

#[guarded(A, when = (!A.is_locked()))]
async fn when_not() {
    *a += 1;
}

#[guarded(mut A)]
async fn mutable() {
    *a += 1;
}

#[guarded(&mut A)]
async fn mutable_reference() {
    *a += 1;
}

#[guarded(A as a)]
async fn cast() {
    *a += 1;
}

#[guarded(a: A)]
async fn colon() {
    *a += 1;
}

#[guarded(a => A)]
async fn arrow() {
    *a += 1;
}

#[guarded(let a = A)]
async fn let_name() {
    *a += 1;
}

#[guarded(A, timeout = 1s, else return)]
async fn else_return() {
    *a += 1;
}

#[guarded(A, timeout = 1s, else = { return })]
async fn else_equals() {
    *a += 1;
}

#[guarded(A, timeout = 1sec, else { return })]
async fn unit() {
    *a += 1;
}

#[guarded(A, timeout = 2mins, else { return })]
async fn minutes() {
    *a += 1;
}

#[guarded(A, deadline = 1s, else { return })]
async fn deadline() {
    *a += 1;
}

#[guarded(A.lock().await)]
async fn locked() {
    *a += 1;
}

#[guarded(reads R)]
async fn reads() -> u32 {
    *r
}

#[guarded(shared R)]
async fn shared() -> u32 {
    *r
}

#[guarded(R.read())]
async fn read_method() -> u32 {
    *r
}

#[guarded(exclusive R)]
async fn exclusive() {
    *r += 1;
}

#[semaphore(SEM, 2)]
async fn permits_alone() {}

#[semaphore(SEM, permits = 0)]
async fn no_permits() {}

#[semaphore(SEM, count = 2)]
async fn count_of_permits() {}

#[semaphore(N)]
async fn constant() {}

#[barrier(N)]
async fn constant_parties() {}

#[guarded(low)]
async fn lower_case() {
    *low += 1;
}

fn main() {}
