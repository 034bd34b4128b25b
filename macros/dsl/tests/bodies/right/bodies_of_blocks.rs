//! The body of an `if`, a loop or an async block ends its temporaries, in edition 2021 too.

#![allow(unused)]
use interlocking::Lock;
use tokio::sync::Mutex;
static A: Lock<u32> = Lock::new(0);
static B: Lock<Vec<u32>> = Lock::new(Vec::new());
fn put(_: u32) {}
async fn work() {}
pub async fn a() {
    loop {
        put(*A.lock().await)
    }
}
pub async fn b() {
    while *A.lock().await < 3 {
        put(*A.lock().await)
    }
}
pub async fn c() {
    for i in 0..3 {
        put(*A.lock().await + i)
    }
}
pub async fn d(c: bool) -> u32 {
    if c { *A.lock().await } else { *A.lock().await + 1 }
}
pub async fn e(c: bool) -> u32 {
    (if c { *A.lock().await } else { *A.lock().await + 1 }) + *A.lock().await
}
pub async fn f(c: u8) -> u32 {
    (match c {
        0 => *A.lock().await,
        1 => 3,
        _ => *A.lock().await,
    }) + *A.lock().await
}
pub async fn g(c: bool) -> bool {
    c && *A.lock().await > 1 || *A.lock().await > 3
}
pub async fn h() -> u32 {
    let f = async { *A.lock().await };
    f.await + async { *A.lock().await }.await
}
pub async fn i() -> u32 {
    async { *A.lock().await }.await + *A.lock().await
}
pub async fn j() {
    let v: Vec<u32> = { B.lock().await.clone() };
    for x in v {
        B.lock().await.push(x)
    }
}
pub async fn k(l: &Mutex<Vec<u32>>) {
    loop {
        match l.lock().await.pop() {
            Some(x) => put(x),
            None => break,
        }
    }
    l.lock().await.push(1)
}
pub async fn l(l: &Mutex<Vec<u32>>) -> Option<u32> {
    if let Some(x) = l.lock().await.pop() {
        return Some(x);
    }
    work().await;
    l.lock().await.pop()
}
pub async fn m() -> u32 {
    let x = if *A.lock().await > 1 { *A.lock().await } else { 0 };
    x
}
pub async fn n() {
    if *A.lock().await > 1 {
        *A.lock().await = 0;
    } else if *A.lock().await > 0 {
        *A.lock().await = 3;
    }
}
pub async fn p() {
    match { *A.lock().await } {
        0 => {}
        _ => {}
    }
}
pub async fn q() -> u32 {
    let x = unsafe { *A.lock().await };
    x + *A.lock().await
}
pub async fn r() -> Result<u32, String> {
    let x = *A.lock().await;
    if x > 1 {
        return Err(format!("{}", *A.lock().await));
    }
    Ok(*A.lock().await)
}
pub async fn t() -> u32 {
    let x = 'l: {
        if *A.lock().await > 1 {
            break 'l *A.lock().await;
        }
        3
    };
    x + *A.lock().await
}
