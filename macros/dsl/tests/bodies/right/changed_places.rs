//! The same words name another lock after a change.

#![allow(unused)]
use interlocking::Lock;
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::sync::Mutex;
async fn work() {}
pub struct Node {
    next: Option<Arc<Mutex<Node>>>,
    v: u32,
}
pub async fn swap(a: &Mutex<u32>, b: &Mutex<u32>) {
    let (mut a, mut b) = (a, b);
    let g = a.lock().await;
    std::mem::swap(&mut a, &mut b);
    let h = a.lock().await;
    drop((g, h));
}
pub async fn destructure(mut a: Arc<Mutex<u32>>, mut b: Arc<Mutex<u32>>) {
    let g = a.clone().lock_owned().await;
    (a, b) = (b, a);
    let h = a.clone().lock_owned().await;
    drop((g, h, b));
}
pub async fn reassign(list: &[Mutex<u32>]) {
    let mut r = &list[0];
    let g = r.lock().await;
    r = &list[1];
    let h = r.lock().await;
    drop((g, h));
}
pub async fn index(list: &[Mutex<u32>]) {
    let mut i = 0;
    let g = list[i].lock().await;
    i += 1;
    let h = list[i].lock().await;
    drop((g, h));
}
pub async fn queue(q: &mut VecDeque<Arc<Mutex<u32>>>) {
    let g = q[0].clone().lock_owned().await;
    q.remove(0);
    let h = q[0].clone().lock_owned().await;
    drop((g, h));
}
pub async fn queue2(q: &mut VecDeque<Arc<Mutex<u32>>>) {
    let g = q.front().unwrap().clone().lock_owned().await;
    q.pop_front();
    let h = q.front().unwrap().clone().lock_owned().await;
    drop((g, h));
}
pub async fn queue3(q: &mut VecDeque<Arc<Mutex<u32>>>) {
    let g = q[0].clone().lock_owned().await;
    q.rotate_left(1);
    let h = q[0].clone().lock_owned().await;
    drop((g, h));
}
pub struct Ring {
    current: Arc<Mutex<u32>>,
    other: Arc<Mutex<u32>>,
    list: Vec<Arc<Mutex<u32>>>,
    at: usize,
}
impl Ring {
    fn rotate(&mut self) {
        std::mem::swap(&mut self.current, &mut self.other);
    }
    fn next(&self) -> &Mutex<u32> {
        &self.list[self.at]
    }
    fn advance(&mut self) {
        self.at += 1;
    }
    fn pick(&self, k: u32) -> Arc<Mutex<u32>> {
        self.list[k as usize % self.list.len()].clone()
    }
    pub async fn a(&mut self) {
        let g = self.current.clone().lock_owned().await;
        self.rotate();
        let h = self.current.clone().lock_owned().await;
        drop((g, h));
    }
    pub async fn b(&mut self) {
        let g = self.list[self.at].clone().lock_owned().await;
        self.advance();
        let h = self.list[self.at].clone().lock_owned().await;
        drop((g, h));
    }
    pub async fn c(&mut self) {
        let g = self.list[self.at].clone().lock_owned().await;
        self.at += 1;
        let h = self.list[self.at].clone().lock_owned().await;
        drop((g, h));
    }
    pub async fn d(&self) {
        let a = self.pick(1);
        let g = a.lock().await;
        let b = self.pick(2);
        let h = b.lock().await;
        drop((g, h));
    }
    pub async fn e(&mut self) {
        let g = self.current.clone().lock_owned().await;
        self.current = Arc::new(Mutex::new(0));
        let h = self.current.lock().await;
        drop((g, h));
    }
    pub async fn f(&self) {
        let g = self.pick(1).lock_owned().await;
        let h = self.pick(2).lock_owned().await;
        drop((g, h));
    }
    pub async fn g(&self) {
        for l in &self.list {
            let g = l.lock().await;
            drop(g);
        }
    }
}
pub async fn walk(first: Arc<Mutex<Node>>) -> u32 {
    let mut node = first;
    let mut sum = 0;
    loop {
        let next = {
            let g = node.lock().await;
            sum += g.v;
            g.next.clone()
        };
        match next {
            Some(n) => node = n,
            None => return sum,
        }
    }
}
pub async fn hand_over_hand(first: Arc<Mutex<Node>>) -> u32 {
    let mut g = first.lock_owned().await;
    while let Some(n) = g.next.clone() {
        let h = n.lock_owned().await;
        g = h;
    }
    g.v
}
fn advance(node: &mut Arc<Mutex<u32>>, to: &Arc<Mutex<u32>>) {
    *node = to.clone();
}
pub async fn advanced(a: Arc<Mutex<u32>>, b: Arc<Mutex<u32>>) {
    let mut n = a;
    let g = n.clone().lock_owned().await;
    advance(&mut n, &b);
    let h = n.lock().await;
    drop((g, h));
}
mod x {
    pub static L: interlocking::Lock<u32> = interlocking::Lock::new(0);
}
mod y {
    pub static L: interlocking::Lock<u32> = interlocking::Lock::new(0);
}
pub async fn uses() {
    use x::L;
    let g = L.lock().await;
    {
        use y::L;
        let h = L.lock().await;
        drop(h);
    }
    drop(g);
}
pub async fn inner_static() {
    static L: Lock<u32> = Lock::new(0);
    let g = L.lock().await;
    {
        static L: Lock<u32> = Lock::new(0);
        let h = L.lock().await;
        drop(h);
    }
    drop(g);
}
pub async fn shadow(list: Vec<Arc<Mutex<u32>>>) {
    let l = list[0].clone();
    let g = l.lock().await;
    {
        let l = list[1].clone();
        let h = l.lock().await;
        drop(h);
    }
    drop(g);
}
pub async fn zip(a: &[Mutex<u32>], b: &[Mutex<u32>]) {
    for (x, y) in a.iter().zip(b) {
        let g = x.lock().await;
        let h = y.lock().await;
        drop((g, h));
    }
}
pub async fn windows(a: &[Mutex<u32>]) {
    for w in a.windows(2) {
        let g = w[0].lock().await;
        let h = w[1].lock().await;
        drop((g, h));
    }
}
pub async fn iter_next(mut it: std::slice::Iter<'_, Mutex<u32>>) {
    let g = it.next().unwrap().lock().await;
    let h = it.next().unwrap().lock().await;
    drop((g, h));
}
pub async fn split(a: &mut [Arc<Mutex<u32>>]) {
    let (l, r) = a.split_at(1);
    let g = l[0].lock().await;
    let h = r[0].lock().await;
    drop((g, h));
    work().await;
}
pub async fn fields(p: &(Mutex<u32>, Mutex<u32>)) {
    let g = p.0.lock().await;
    let h = p.1.lock().await;
    drop((g, h));
}
macro_rules! with {
    ($l:expr, $body:expr) => {{
        let guard = $l.lock().await;
        let r = $body;
        drop(guard);
        r
    }};
}
pub async fn hygiene(a: &Mutex<u32>, b: &Mutex<u32>) -> u32 {
    let guard = a.lock().await;
    let x = with!(b, 3);
    *guard + x
}
pub async fn replaced(slot: &mut Arc<Mutex<u32>>) {
    let old = std::mem::replace(slot, Arc::new(Mutex::new(0)));
    let g = old.lock().await;
    let h = slot.lock().await;
    drop((g, h));
}
pub async fn taken(slot: &mut Option<Arc<Mutex<u32>>>) {
    let old = slot.take().unwrap();
    let g = old.lock().await;
    *slot = Some(Arc::new(Mutex::new(1)));
    let h = slot.as_ref().unwrap().lock().await;
    drop((g, h));
}
