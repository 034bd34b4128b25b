use std::sync::Arc;

use crate::{
    BoundedSemaphore,
    sync::racing::{block_on, model, thread},
};

#[test]
fn of_two_racing_releases_of_one_permit_one_is_refused() {
    model(|| {
        let gate = Arc::new(BoundedSemaphore::new(1));
        block_on(gate.acquire()).forget();
        let threads = [0, 1].map(|_| {
            let gate = gate.clone();
            thread::spawn(move || gate.release(1).is_ok())
        });
        let accepted: usize =
            threads.into_iter().map(|thread| usize::from(thread.join().unwrap())).sum();
        assert_eq!((accepted, gate.available()), (1, 1));
    });
}
