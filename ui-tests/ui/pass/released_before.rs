//! The lock is released, differs, or is acquired by another task.

use interlocking::{Lock, barrier, guarded, semaphore, synchronized};

static RESOURCE: Lock<u32> = Lock::new(0);

#[guarded(RESOURCE)]
async fn dropped() {
    drop(resource);
    #[guarded(RESOURCE)]
    {
        *resource += 1;
    }
}

#[guarded(RESOURCE)]
async fn moved() {
    consume(resource);
    *RESOURCE.lock().await += 1;
}

fn consume(_: impl Sized) {}

#[guarded(RESOURCE)]
async fn spawned() {
    *resource += 1;
    tokio::spawn(async {
        *RESOURCE.lock().await += 1;
    });
}

#[synchronized]
async fn one_after_the_other() {
    #[guarded(RESOURCE)]
    {
        *resource += 1;
    }
    #[guarded(RESOURCE)]
    {
        *resource += 1;
    }
}

struct Pair {
    a: Lock<u32>,
    b: Lock<u32>,
    list: Vec<Lock<u32>>,
}

impl Pair {
    #[guarded(self.a)]
    async fn two_fields(&self) {
        *self.b.lock().await += *a;
    }

    #[guarded(self.a, other = other.a)]
    async fn two_instances(&self, other: &Pair) {
        std::mem::swap(&mut *a, &mut *other);
    }

    #[guarded(first = self.list[0], second = self.list[1])]
    async fn two_elements(&self) {
        *first += *second;
    }

    /// Each instance has a lock of its own, so three of them can meet.
    #[guarded(self.a)]
    #[barrier(3)]
    async fn locks_of_their_own(&self) {
        *a += 1;
    }
}

#[guarded(lock)]
async fn the_guard_takes_the_name_of_its_parameter(lock: &Lock<u32>) {
    *lock += 1;
}

#[barrier(3)]
#[guarded(RESOURCE)]
#[semaphore(1)]
async fn barrier_first() {
    *resource += 1;
}

fn main() {
    let pair = Pair { a: Lock::new(0), b: Lock::new(0), list: Vec::new() };
    drop((dropped(), moved(), spawned(), one_after_the_other(), barrier_first()));
    drop((pair.two_fields(), pair.two_instances(&pair), pair.two_elements()));
    drop((pair.locks_of_their_own(), the_guard_takes_the_name_of_its_parameter(&RESOURCE)));
}
