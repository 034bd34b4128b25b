use std::{cell::{Ref, RefCell}, collections::HashMap};

use dashmap::{DashMap, mapref::one::Ref as Entry};
use interlocking::synchronized;

#[derive(Default)]
pub(crate) struct Client {
    rooms: DashMap<u64, String>,
    names: RefCell<HashMap<u64, String>>,
}

async fn request(name: &str) -> usize {
    name.len()
}

#[synchronized]
impl Client {
    fn room(&self, id: u64) -> Option<Entry<'_, u64, String>> {
        self.rooms.get(&id)
    }

    fn names(&self) -> Ref<'_, HashMap<u64, String>> {
        self.names.borrow()
    }

    pub(crate) async fn refresh(&self, id: u64) -> usize {
        match self.room(id) {
            Some(room) => request(&room).await,
            None => 0,
        }
    }

    pub(crate) async fn lookup(&self, id: u64) -> usize {
        let names = self.names();
        request(&names[&id]).await
    }
}
