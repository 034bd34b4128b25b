//! What is awaited under a reader's guard, and what only looks like input or output.

#![allow(unused)]
use interlocking::RwLock;
use tokio::net::TcpStream;

async fn copied_first(l: &RwLock<String>) {
    let path = l.read().await.clone();
    tokio::fs::read(&path).await.unwrap();
}
async fn released_first(l: &RwLock<Vec<String>>) {
    let urls = l.read().await;
    let first = urls[0].clone();
    drop(urls);
    reqwest::get(&first).await.unwrap();
}
async fn alone(l: &RwLock<String>) {
    let path = l.write().await;
    tokio::fs::read(&*path).await.unwrap();
}
mod fs {
    pub async fn read(name: &str) -> usize {
        name.len()
    }
}
async fn of_the_crate(l: &RwLock<String>) {
    let name = l.read().await;
    fs::read(&name).await;
}
async fn made_and_not_awaited(l: &RwLock<String>) {
    let address = l.read().await;
    let connecting = TcpStream::connect(address.clone());
    drop(address);
    connecting.await.unwrap();
}
async fn built(l: &RwLock<String>) -> reqwest::RequestBuilder {
    let url = l.read().await;
    reqwest::Client::new().get(&*url)
}
