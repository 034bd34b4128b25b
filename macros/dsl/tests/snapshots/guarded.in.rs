#[guarded(BALANCE)]
async fn one(amount: i64) -> i64 {
    *balance += amount;
    *balance
}

#[guarded(guard = crate::state::BALANCE)]
async fn named() {
    *guard += 1;
}

#[guarded(FROM, to = accounts[1].balance)]
async fn several(amount: i64) {
    *from -= amount;
    *to += amount;
}

#[guarded(QUEUE, notify_one = FILLED)]
async fn notify_one() {
    queue.push(1);
}

#[guarded(QUEUE, notify_all = FILLED)]
async fn notify_all() {
    queue.push(1);
}

#[guarded(FILE?)]
async fn question() -> std::io::Result<()> {
    file.sync()
}

#[guarded(FILE?, LOG?)]
async fn question_on_several() -> std::io::Result<()> {
    file.sync(log)
}

#[guarded(FILE, else { return None })]
async fn or_else() -> Option<u32> {
    Some(*file)
}

#[guarded(FILE, LOG, else { return None })]
async fn or_else_for_several() -> Option<u32> {
    Some(*file + *log)
}

#[guarded(pool = pool())]
async fn call() {
    pool.push(1);
}

#[guarded(RESOURCE)]
async fn assigned() {
    resource = CHANGED.wait_for(resource, |resource| *resource > 0).await;
}

#[guarded(CLOSED, allow(held_across_endless_loop, reason = "it is nobody else's"))]
async fn never() -> ! {
    loop {
        closed.run().await;
    }
}

#[guarded(TABLE)]
async fn opaque() -> impl Fn(u32) -> u32 {
    let first = table[0];
    move |x| x + first
}

#[guarded(A)]
async fn inner_attributes() {
    #![allow(unused)]
    let x = 1;
}

impl Account {
    #[guarded(self.balance)]
    /// A method.
    pub async fn method(&mut self, other: Self) -> Self {
        other
    }
}

#[guarded(read SETTINGS, write index = self.index)]
async fn modes(&self) {
    index.push(settings.len());
}

#[guarded(QUEUE, when = |queue| !queue.is_empty())]
async fn when() -> u32 {
    queue.pop().unwrap()
}

#[guarded(QUEUE?, when = |queue| !queue.is_empty(), timeout = 1.5s)]
async fn when_in_time() -> Result<u32, TimedOut> {
    Ok(queue.pop().unwrap())
}

#[guarded(FILE?, timeout = 250ms)]
async fn timeout() -> std::io::Result<()> {
    file.sync()
}

#[guarded(FROM, read to = TO, timeout = limit(), else { return })]
async fn timeout_of_several() {}

#[guarded(FROM?, TO?, nowait)]
async fn nowait_of_several() -> Result<(), WouldBlock> {
    Ok(())
}

#[guarded(FILE, nowait, else { return })]
async fn nowait() {}
