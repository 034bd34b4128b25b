//! Guards that end before the next acquisition.

#![allow(unused)]
use interlocking::Lock;
use tokio::sync::{Mutex, MutexGuard};
static A: Lock<u32> = Lock::new(0);
static B: Lock<Option<u32>> = Lock::new(None);
async fn work() {}
pub async fn tail_if(c: bool) -> u32 {
    (if c { *A.lock().await } else { 0 }) + *A.lock().await
}
pub async fn tail_block() -> u32 {
    let x = { *A.lock().await };
    x + *A.lock().await
}
pub async fn two_stmts() -> u32 {
    let x = *A.lock().await;
    let y = *A.lock().await;
    x + y
}
pub async fn match_block(c: u8) -> u32 {
    let x = match c {
        0 => *A.lock().await,
        _ => 2,
    };
    x + *A.lock().await
}
pub async fn and() -> bool {
    let a = *A.lock().await > 1;
    let b = *A.lock().await < 4;
    a && b
}
pub async fn pair_drop(l: &Mutex<u32>, m: &Mutex<u32>) {
    let pair = (l.lock().await, m.lock().await);
    drop(pair.0);
    let g = l.lock().await;
    drop(g);
    drop(pair.1);
}
pub async fn option(l: &Mutex<u32>) {
    let mut t = (Some(l.lock().await), 1);
    t.0 = None;
    let g = l.lock().await;
    drop(g);
    let _ = t;
}
pub async fn take(l: &Mutex<u32>) {
    let mut t = (Some(l.lock().await), 1);
    drop(t.0.take());
    let g = l.lock().await;
    drop(g);
    let _ = t;
}
pub async fn slots(l: &Mutex<u32>) {
    let mut slots = [Some(l.lock().await), None];
    slots[0] = None;
    slots[1] = Some(l.lock().await);
}
pub struct Two<'a> {
    a: MutexGuard<'a, u32>,
    b: MutexGuard<'a, u32>,
}
pub async fn fields(l: &Mutex<u32>, m: &Mutex<u32>) {
    let two = Two { a: l.lock().await, b: m.lock().await };
    let Two { a, b } = two;
    drop(a);
    let g = l.lock().await;
    drop((g, b));
}
pub async fn fields2(l: &Mutex<u32>, m: &Mutex<u32>) {
    let two = Two { a: l.lock().await, b: m.lock().await };
    drop(two.a);
    let g = l.lock().await;
    drop(g);
    drop(two.b);
}
pub async fn opt_var(l: &Mutex<u32>) {
    let mut g = Some(l.lock().await);
    if let Some(x) = g.as_mut() {
        **x += 1;
    }
    g = None;
    work().await;
    let h = l.lock().await;
    drop((g, h));
}
pub async fn opt_take(l: &Mutex<u32>) {
    let mut g = Some(l.lock().await);
    drop(g.take());
    g = Some(l.lock().await);
    drop(g);
}
pub async fn reassigned(l: &Mutex<u32>, m: &Mutex<u32>) {
    let mut g = l.lock().await;
    *g += 1;
    drop(g);
    g = m.lock().await;
    *g += 1;
    drop(g);
    g = l.lock().await;
    *g += 1;
}
pub async fn vec(l: &Mutex<u32>) {
    let mut v = vec![l.lock().await];
    v.clear();
    v.push(l.lock().await);
}
pub async fn vec2(l: &Mutex<u32>) {
    let mut v = vec![l.lock().await];
    v.pop();
    v.push(l.lock().await);
}
pub async fn closure(l: &Mutex<u32>) {
    let g = l.lock().await;
    let f = move || *g + 1;
    let x = f();
    drop(f);
    let h = l.lock().await;
    drop(h);
    let _ = x;
}
pub async fn early(l: &Mutex<u32>, c: bool) -> u32 {
    let g = l.lock().await;
    if c {
        drop(g);
        work().await;
        return *l.lock().await;
    }
    *g
}
pub async fn cond_drop(l: &Mutex<u32>, c: bool) {
    let g = l.lock().await;
    if c {
        drop(g);
    } else {
        drop(g);
    }
    let h = l.lock().await;
    drop(h);
}
pub async fn match_drop(l: &Mutex<Option<u32>>) {
    let g = l.lock().await;
    match *g {
        Some(_) => {
            drop(g);
            work().await;
            l.lock().await.take();
        }
        None => {}
    }
}
pub async fn while_block(l: &Mutex<Vec<u32>>) {
    while let Some(x) = {
        let mut g = l.lock().await;
        g.pop()
    } {
        work().await;
        l.lock().await.push(x);
    }
}
pub async fn while_fn(l: &Mutex<Vec<u32>>) {
    while let Some(_x) = pop(l).await {
        l.lock().await.push(1);
    }
}
async fn pop(l: &Mutex<Vec<u32>>) -> Option<u32> {
    l.lock().await.pop()
}
pub async fn loop_pop(l: &Mutex<Vec<u32>>) {
    loop {
        let Some(x) = l.lock().await.pop() else { break };
        l.lock().await.push(x);
    }
}
pub async fn loop_pop2(l: &Mutex<Vec<u32>>) {
    loop {
        let x = l.lock().await.pop();
        match x {
            Some(x) => l.lock().await.push(x),
            None => break,
        }
    }
}
pub async fn let_else() -> u32 {
    let Some(x) = *B.lock().await else { return *A.lock().await };
    *B.lock().await = None;
    x
}
pub async fn moved(l: &Mutex<u32>) {
    let g = l.lock().await;
    let h = g;
    drop(h);
    let i = l.lock().await;
    drop(i);
}
pub async fn returns<'a>(l: &'a Mutex<u32>, other: &'a Mutex<u32>, c: bool) -> MutexGuard<'a, u32> {
    let g = l.lock().await;
    if c {
        return g;
    }
    drop(g);
    let _ = other;
    l.lock().await
}
async fn consume(g: MutexGuard<'_, u32>) {
    drop(g);
}
pub async fn consumed(l: &Mutex<u32>) {
    let g = l.lock().await;
    consume(g).await;
    let h = l.lock().await;
    drop(h);
}
pub async fn arr(l: [&Mutex<u32>; 2]) {
    let [a, b] = [l[0].lock().await, l[1].lock().await];
    drop(a);
    let c = l[0].lock().await;
    drop((b, c));
}
