//! Safe programs that try to break a primitive by what their wakers, futures and threads do.

#[cfg(feature = "tokio")]
mod budget;
mod forgotten;
mod hostile_wakers;
mod scenarios;
mod slots;
mod threads;
#[path = "../common/wakers.rs"]
mod wakers;
