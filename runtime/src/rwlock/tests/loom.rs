use std::sync::Arc;

use crate::{
    RwLock,
    sync::racing::{block_on, model, thread},
    wait::testing::{Racy, poll_once},
};

#[test]
fn writers_exclude_each_other_and_readers_see_what_they_wrote() {
    model(|| {
        let lock = Arc::new(RwLock::new(Racy::new()));
        let threads = [0, 1].map(|_| {
            let lock = lock.clone();
            thread::spawn(move || block_on(lock.write()).increment())
        });
        let guard = block_on(lock.read());
        let read = guard.get();
        assert_eq!(guard.get(), read, "nobody writes while it is read");
        drop(guard);
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        assert_eq!(lock.try_read().unwrap().get(), 2);
    });
}

#[test]
fn the_last_of_two_readers_admits_the_writer() {
    model(|| {
        let lock = Arc::new(RwLock::new(()));
        let readers = [0, 1].map(|_| block_on(lock.clone().read_owned()));
        let threads = readers.map(|reader| thread::spawn(move || drop(reader)));
        drop(block_on(lock.write()));
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        assert_eq!((lock.readers(), lock.is_written(), lock.waiters()), (0, false, 0));
    });
}

/// R5, R13
#[test]
fn cancelling_a_writer_races_its_grant_and_the_reader_behind_it_is_admitted() {
    model(|| {
        let lock = Arc::new(RwLock::new(()));
        let held = block_on(lock.clone().read_owned());
        let mut writer = lock.clone().write_owned();
        assert!(poll_once(&mut writer).is_pending());
        let mut reader = lock.clone().read_owned();
        assert!(poll_once(&mut reader).is_pending());
        let thread = thread::spawn(move || drop(writer));
        drop(held);
        drop(block_on(reader));
        thread.join().unwrap();
        assert_eq!((lock.readers(), lock.is_written(), lock.waiters()), (0, false, 0));
    });
}

#[test]
fn downgrading_races_a_writer_and_a_reader() {
    model(|| {
        let lock = Arc::new(RwLock::new(Racy::new()));
        let guard = block_on(lock.write());
        let (writes, reads) = (lock.clone(), lock.clone());
        let writer = thread::spawn(move || block_on(writes.write()).increment());
        let reader = thread::spawn(move || drop(block_on(reads.read())));
        guard.increment();
        let guard = guard.downgrade();
        assert_eq!(guard.get(), 1, "no writer came between");
        drop(guard);
        writer.join().unwrap();
        reader.join().unwrap();
        assert_eq!(lock.try_read().unwrap().get(), 2);
    });
}

#[test]
fn as_many_readers_as_may_be_and_one_more() {
    model(|| {
        let lock = Arc::new(RwLock::with_max_readers((), 1));
        let held = block_on(lock.clone().read_owned());
        let other = lock.clone();
        let thread = thread::spawn(move || drop(block_on(other.read())));
        drop(held);
        thread.join().unwrap();
        assert_eq!((lock.readers(), lock.waiters()), (0, 0));
    });
}

/// X9
#[test]
fn the_grants_of_readers_race_the_cancellation_of_one() {
    model(|| {
        let lock = Arc::new(RwLock::new(Racy::new()));
        let held = block_on(lock.clone().write_owned());
        let (mut cancelled, mut waits) = (lock.clone().read_owned(), lock.clone().read_owned());
        assert!(poll_once(&mut cancelled).is_pending() && poll_once(&mut waits).is_pending());
        let cancels = thread::spawn(move || drop(cancelled));
        let reads = thread::spawn(move || assert_eq!(block_on(waits).get(), 1));
        held.increment();
        drop(held);
        cancels.join().unwrap();
        reads.join().unwrap();
        assert_eq!((lock.readers(), lock.is_written(), lock.waiters()), (0, false, 0));
    });
}

#[test]
fn more_readers_than_one_batch_are_all_let_in() {
    model(|| {
        let lock = Arc::new(RwLock::new(()));
        let held = block_on(lock.clone().write_owned());
        let mut waiting = [0, 1, 2].map(|_| lock.clone().read_owned());
        assert!(waiting.iter_mut().all(|waiting| poll_once(waiting).is_pending()));
        let thread = thread::spawn(move || drop(held));
        waiting.into_iter().for_each(|waiting| drop(block_on(waiting)));
        thread.join().unwrap();
        assert_eq!((lock.readers(), lock.is_written(), lock.waiters()), (0, false, 0));
    });
}
