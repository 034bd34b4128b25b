//! Guards that leave the tuple struct or the variant that keeps them, and copies that are no guards.

#![allow(unused)]
use std::mem;

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
pub struct Slot<'a>(Option<MutexGuard<'a, u32>>);
pub enum Kind {
    One(u32),
    Other,
}

impl Held<'_> {
    fn clear(&mut self) {
        *self = Held::No;
    }
}
impl Wrap<'_> {
    fn finish(self) {}
}
impl Kind {
    fn of(number: &u32) -> Kind {
        Kind::One(*number)
    }
}
fn clear(held: &mut Held<'_>) {
    *held = Held::No;
}
fn finish(held: Wrap<'_>) {}

impl Store {
    async fn matched(&self) {
        let held = Held::Yes(self.rows.lock().await);
        if let Held::Yes(guard) = held {
            drop(guard);
        }
        *self.rows.lock().await = 2;
    }
    async fn taken_apart(&self) {
        let held = Held::Yes(self.rows.lock().await);
        match held {
            Held::Yes(guard) | Held::Named { guard } => drop(guard),
            Held::No => {}
        }
        *self.rows.lock().await = 2;
    }
    async fn assigned(&self) {
        let mut held = Held::Yes(self.rows.lock().await);
        held = Held::No;
        *self.rows.lock().await = 2;
    }
    async fn replaced(&self) {
        let mut held = Held::Yes(self.rows.lock().await);
        drop(mem::replace(&mut held, Held::No));
        *self.rows.lock().await = 2;
    }
    async fn replaced_of_a_field(&self) {
        let mut held = Held::Named { guard: self.rows.lock().await };
        drop(mem::replace(&mut held, Held::No));
        *self.rows.lock().await = 2;
    }
    async fn cleared(&self) {
        let mut held = Held::Yes(self.rows.lock().await);
        held.clear();
        *self.rows.lock().await = 2;
    }
    async fn cleared_of_a_field(&self) {
        let mut held = Held::Named { guard: self.rows.lock().await };
        held.clear();
        *self.rows.lock().await = 2;
    }
    async fn lent(&self) {
        let mut held = Held::Yes(self.rows.lock().await);
        clear(&mut held);
        *self.rows.lock().await = 2;
    }
    async fn moved(&self) {
        let held = Held::Yes(self.rows.lock().await);
        let other = held;
        drop(other);
        *self.rows.lock().await = 2;
    }
    async fn moved_out(&self) {
        let held = Wrap(self.rows.lock().await);
        let guard = held.0;
        drop(guard);
        *self.rows.lock().await = 2;
    }
    async fn moved_out_by_a_pattern(&self) {
        let held = Wrap(self.rows.lock().await);
        let Wrap(guard) = held;
        drop(guard);
        *self.rows.lock().await = 2;
    }
    async fn finished(&self) {
        let held = Wrap(self.rows.lock().await);
        held.finish();
        *self.rows.lock().await = 2;
    }
    async fn passed(&self) {
        let held = Wrap(self.rows.lock().await);
        finish(held);
        *self.rows.lock().await = 2;
    }
    async fn emptied(&self) {
        let mut held = Slot(Some(self.rows.lock().await));
        held.0 = None;
        *self.rows.lock().await = 2;
    }
    async fn taken(&self) {
        let mut held = Slot(Some(self.rows.lock().await));
        held.0.take();
        *self.rows.lock().await = 2;
    }
    async fn copied(&self) {
        let copy = Generic(*self.rows.lock().await);
        drop(copy.0);
        *self.rows.lock().await = 2;
    }
    async fn cloned_into_a_variant(&self) {
        let copy = Kind::One(self.rows.lock().await.clone());
        drop(copy);
        *self.rows.lock().await = 2;
    }
    async fn computed_by_a_function(&self) {
        let copy = Kind::of(&*self.rows.lock().await);
        drop(copy);
        *self.rows.lock().await = 2;
    }
}
