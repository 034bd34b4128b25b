//! Another function of the same name.

#![allow(unused)]
use interlocking::{Lock, guarded};
use std::sync::Arc;
use tokio::sync::Mutex;
static A: Lock<u32> = Lock::new(0);
pub trait Load {
    fn load(&self) -> impl std::future::Future<Output = u32> + Send;
}
pub struct Cfg {
    l: Mutex<u32>,
}
impl Cfg {
    pub async fn load_inner(&self) -> u32 {
        3
    }
    async fn load(&self) -> u32 {
        4
    }
}
impl Load for Cfg {
    async fn load(&self) -> u32 {
        let _g = self.l.lock().await;
        Cfg::load(self).await
    }
}
pub struct Wrap(Arc<Cfg>, Mutex<u32>);
impl Load for Wrap {
    async fn load(&self) -> u32 {
        let _g = self.1.lock().await;
        self.0.load().await
    }
}
mod other {
    pub async fn load(_: u32) -> u32 {
        3
    }
    pub async fn flush() {}
}
#[guarded(A)]
pub async fn flush() {
    other::flush().await;
    let _ = *a;
}
#[guarded(A)]
pub async fn load(n: u32) -> u32 {
    use other::load;
    load(n).await + *a
}
pub struct Db;
impl Db {
    #[guarded(A)]
    pub async fn load() -> u32 {
        load2(1).await + *a
    }
}
async fn load2(_: u32) -> u32 {
    0
}
impl Db {
    #[guarded(A)]
    pub async fn flush() {
        let _ = *a;
        other::flush().await
    }
}
#[guarded(A)]
pub async fn nested() -> u32 {
    async fn nested(_: u32) -> u32 {
        3
    }
    nested(1).await + *a
}
pub struct Tree {
    children: Vec<Tree>,
    l: Mutex<u32>,
}
impl Tree {
    pub fn sum(&self) -> std::pin::Pin<Box<dyn std::future::Future<Output = u32> + '_>> {
        Box::pin(async move {
            let mut s = *self.l.lock().await;
            for c in &self.children {
                s += c.sum().await;
            }
            s
        })
    }
    pub fn sum2(&self) -> std::pin::Pin<Box<dyn std::future::Future<Output = u32> + '_>> {
        Box::pin(async move {
            let g = self.l.lock().await;
            let mut s = *g;
            for c in &self.children {
                s += c.sum2().await;
            }
            s
        })
    }
}
