async fn one(amount: i64) -> i64 {
    #[allow(unused_mut, unused_variables)]
    let mut balance = ::interlocking::hold::exclusive(&BALANCE, "BALANCE in one")
        .alone()
        .await;
    let __output: i64 = {
        *balance += amount;
        *balance
    };
    #[allow(unreachable_code)] __output
}
async fn named() {
    #[allow(unused_mut, unused_variables)]
    let mut guard = ::interlocking::hold::exclusive(
            &crate::state::BALANCE,
            "crate::state::BALANCE in named",
        )
        .alone()
        .await;
    let __output: () = {
        *guard += 1;
    };
    #[allow(unreachable_code)] __output
}
async fn several(amount: i64) {
    #[allow(unused_mut, unused_variables)]
    let (mut from, mut to) = ::interlocking::hold::all((
            ::interlocking::hold::exclusive(&FROM, "FROM in several"),
            ::interlocking::hold::exclusive(
                &accounts[1].balance,
                "accounts[1].balance in several",
            ),
        ))
        .await;
    let __output: () = {
        *from -= amount;
        *to += amount;
    };
    #[allow(unreachable_code)] __output
}
async fn notify_one() {
    #[allow(unused_mut, unused_variables)]
    let mut queue = ::interlocking::hold::exclusive(&QUEUE, "QUEUE in notify_one")
        .alone()
        .await;
    let __notify = ::interlocking::hold::notify_one(&FILLED, &queue);
    let __output: () = {
        queue.push(1);
    };
    #[allow(unreachable_code)] __output
}
async fn notify_all() {
    #[allow(unused_mut, unused_variables)]
    let mut queue = ::interlocking::hold::exclusive(&QUEUE, "QUEUE in notify_all")
        .alone()
        .await;
    let __notify = ::interlocking::hold::notify_all(&FILLED, &queue);
    let __output: () = {
        queue.push(1);
    };
    #[allow(unreachable_code)] __output
}
async fn question() -> std::io::Result<()> {
    #[allow(unused_mut, unused_variables)]
    let mut file = ::interlocking::hold::fallible::exclusive(&FILE, "FILE in question")
        .alone()
        .await?;
    let __output: std::io::Result<()> = { file.sync() };
    #[allow(unreachable_code)] __output
}
async fn question_on_several() -> std::io::Result<()> {
    #[allow(unused_mut, unused_variables)]
    let (mut file, mut log) = ::interlocking::hold::fallible::all((
            ::interlocking::hold::fallible::exclusive(
                &FILE,
                "FILE in question_on_several",
            ),
            ::interlocking::hold::fallible::exclusive(&LOG, "LOG in question_on_several"),
        ))
        .await?;
    let __output: std::io::Result<()> = { file.sync(log) };
    #[allow(unreachable_code)] __output
}
async fn or_else() -> Option<u32> {
    #[allow(unused_mut, unused_variables)]
    let ::core::result::Result::Ok(mut file) = ::interlocking::hold::fallible::exclusive(
            &FILE,
            "FILE in or_else",
        )
        .alone()
        .await else { return None };
    let __output: Option<u32> = { Some(*file) };
    #[allow(unreachable_code)] __output
}
async fn or_else_for_several() -> Option<u32> {
    #[allow(unused_mut, unused_variables)]
    let ::core::result::Result::Ok((mut file, mut log)) = ::interlocking::hold::fallible::all((
            ::interlocking::hold::fallible::exclusive(
                &FILE,
                "FILE in or_else_for_several",
            ),
            ::interlocking::hold::fallible::exclusive(&LOG, "LOG in or_else_for_several"),
        ))
        .await else { return None };
    let __output: Option<u32> = { Some(*file + *log) };
    #[allow(unreachable_code)] __output
}
async fn call() {
    let __pool = &pool();
    #[allow(unused_mut, unused_variables)]
    let mut pool = ::interlocking::hold::exclusive(__pool, "pool() in call")
        .alone()
        .await;
    let __output: () = {
        pool.push(1);
    };
    #[allow(unreachable_code)] __output
}
async fn assigned() {
    #[allow(unused_mut, unused_variables)]
    let mut resource = ::interlocking::hold::exclusive(&RESOURCE, "RESOURCE in assigned")
        .alone()
        .await;
    #[allow(unused_assignments)]
    let __output: () = {
        resource = CHANGED.wait_for(resource, |resource| *resource > 0).await;
    };
    #[allow(unreachable_code)] __output
}
async fn never() -> ! {
    #[allow(unused_mut, unused_variables)]
    let mut closed = ::interlocking::hold::exclusive(&CLOSED, "CLOSED in never")
        .alone()
        .await;
    loop {
        closed.run().await;
    }
}
async fn opaque() -> impl Fn(u32) -> u32 {
    #[allow(unused_mut, unused_variables)]
    let mut table = ::interlocking::hold::exclusive(&TABLE, "TABLE in opaque")
        .alone()
        .await;
    return {
        let first = table[0];
        move |x| x + first
    };
}
async fn inner_attributes() {
    #![allow(unused)]
    #[allow(unused_mut, unused_variables)]
    let mut a = ::interlocking::hold::exclusive(&A, "A in inner_attributes")
        .alone()
        .await;
    let __output: () = {
        let x = 1;
    };
    #[allow(unreachable_code)] __output
}
impl Account {
    /// A method.
    pub async fn method(&mut self, other: Self) -> Self {
        #[allow(unused_mut, unused_variables)]
        let mut balance = ::interlocking::hold::exclusive(
                &self.balance,
                "self.balance in method",
            )
            .alone()
            .await;
        let __output: Self = { other };
        #[allow(unreachable_code)] __output
    }
}
async fn modes(&self) {
    #[allow(unused_mut, unused_variables)]
    let (mut settings, mut index) = ::interlocking::hold::all((
            ::interlocking::hold::shared(&SETTINGS, "SETTINGS in modes"),
            ::interlocking::hold::exclusive(&self.index, "self.index in modes"),
        ))
        .await;
    let __output: () = {
        index.push(settings.len());
    };
    #[allow(unreachable_code)] __output
}
async fn when() -> u32 {
    #[allow(unused_mut, unused_variables)]
    let mut queue = ::interlocking::hold::exclusive_when(
            &QUEUE,
            "QUEUE in when",
            |queue| !queue.is_empty(),
        )
        .alone()
        .await;
    let __output: u32 = { queue.pop().unwrap() };
    #[allow(unreachable_code)] __output
}
async fn when_in_time() -> Result<u32, TimedOut> {
    #[allow(unused_mut, unused_variables)]
    let mut queue = ::interlocking::hold::timeout(
            ::core::time::Duration::from_millis(1500),
            ::interlocking::hold::within::exclusive_when(
                    &QUEUE,
                    "QUEUE in when_in_time",
                    |queue| !queue.is_empty(),
                )
                .alone(),
        )
        .await??;
    let __output: Result<u32, TimedOut> = { Ok(queue.pop().unwrap()) };
    #[allow(unreachable_code)] __output
}
async fn timeout() -> std::io::Result<()> {
    #[allow(unused_mut, unused_variables)]
    let mut file = ::interlocking::hold::timeout(
            ::core::time::Duration::from_millis(250),
            ::interlocking::hold::within::exclusive(&FILE, "FILE in timeout").alone(),
        )
        .await??;
    let __output: std::io::Result<()> = { file.sync() };
    #[allow(unreachable_code)] __output
}
async fn timeout_of_several() {
    #[allow(unused_mut, unused_variables)]
    let ::core::result::Result::Ok(::core::result::Result::Ok((mut from, mut to))) = ::interlocking::hold::timeout(
            limit(),
            ::interlocking::hold::within::all((
                ::interlocking::hold::within::exclusive(
                    &FROM,
                    "FROM in timeout_of_several",
                ),
                ::interlocking::hold::within::shared(&TO, "TO in timeout_of_several"),
            )),
        )
        .await else { return };
    let __output: () = {};
    #[allow(unreachable_code)] __output
}
async fn nowait_of_several() -> Result<(), WouldBlock> {
    #[allow(unused_mut, unused_variables)]
    let (mut from, mut to) = ::interlocking::hold::now(
            ::interlocking::hold::nowait::all((
                ::interlocking::hold::nowait::exclusive(
                    &FROM,
                    "FROM in nowait_of_several",
                ),
                ::interlocking::hold::nowait::exclusive(&TO, "TO in nowait_of_several"),
            )),
        )
        .await??;
    let __output: Result<(), WouldBlock> = { Ok(()) };
    #[allow(unreachable_code)] __output
}
async fn nowait() {
    #[allow(unused_mut, unused_variables)]
    let ::core::result::Result::Ok(::core::result::Result::Ok(mut file)) = ::interlocking::hold::now(
            ::interlocking::hold::nowait::exclusive(&FILE, "FILE in nowait").alone(),
        )
        .await else { return };
    let __output: () = {};
    #[allow(unreachable_code)] __output
}
