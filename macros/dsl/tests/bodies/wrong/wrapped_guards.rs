//! Guards that are kept in a tuple struct or in a variant of an enum.

#![allow(unused)]
use tokio::sync::{Mutex, MutexGuard};

pub enum Held<'a> {
    Yes(MutexGuard<'a, u32>),
    Named { guard: MutexGuard<'a, u32> },
    No,
}
pub struct Wrap<'a>(MutexGuard<'a, u32>);
pub struct Generic<T>(T);
pub struct Store {
    rows: Mutex<u32>,
}

impl Store {
    /// `same_lock_twice`
    async fn in_a_tuple_struct(&self) {
        let held = Wrap(self.rows.lock().await);
        *self.rows.lock().await = 2;
        drop(held);
    }
    /// `same_lock_twice`
    async fn in_a_variant(&self) {
        let held = Held::Yes(self.rows.lock().await);
        *self.rows.lock().await = 2;
        drop(held);
    }
    /// `same_lock_twice`
    async fn in_a_field_of_a_variant(&self) {
        let held = Held::Named { guard: self.rows.lock().await };
        *self.rows.lock().await = 2;
        drop(held);
    }
    /// `same_lock_twice`
    async fn in_a_generic_struct(&self) {
        let held = Generic(self.rows.lock().await);
        *self.rows.lock().await = 2;
        drop(held);
    }
    /// `same_lock_twice`
    async fn in_a_struct_in_an_option(&self) {
        let held = Some(Wrap(self.rows.lock().await));
        *self.rows.lock().await = 2;
        drop(held);
    }
    /// `same_lock_twice`
    async fn under_a_called_method(&self) -> u32 {
        let held = Wrap(self.rows.lock().await);
        self.total().await + *held.0
    }
    async fn total(&self) -> u32 {
        *self.rows.lock().await
    }
}
