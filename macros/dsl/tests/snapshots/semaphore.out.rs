async fn own() {
    static __SEMAPHORE: ::interlocking::Semaphore = ::interlocking::Semaphore::new(8);
    let __permit = ::interlocking::hold::permits(&__SEMAPHORE, 1, "semaphore(8) in own")
        .await;
    let __output: () = { fetch().await };
    #[allow(unreachable_code)] __output
}
async fn place() {
    let __permit = ::interlocking::hold::permits(&GATE, 1, "GATE in place").await;
    let __output: () = {};
    #[allow(unreachable_code)] __output
}
async fn named() {
    #[allow(unused_mut, unused_variables)]
    let mut permit = ::interlocking::hold::permits(&GATE, 1, "GATE in named").await;
    let __output: () = {
        drop(permit);
        after().await;
    };
    #[allow(unreachable_code)] __output
}
async fn many(size: usize) {
    let __permit = ::interlocking::hold::permits(&MEMORY, size.max(1), "MEMORY in many")
        .await;
    let __output: () = {};
    #[allow(unreachable_code)] __output
}
async fn question() -> Result<(), Closed> {
    let __permit = ::interlocking::hold::fallible::permits(
            &REMOTE,
            1,
            "REMOTE in question",
        )
        .await?;
    let __output: Result<(), Closed> = { Ok(()) };
    #[allow(unreachable_code)] __output
}
async fn or_else() {
    let ::core::result::Result::Ok(__permit) = ::interlocking::hold::fallible::permits(
            &REMOTE,
            2,
            "REMOTE in or_else",
        )
        .await else { return };
    let __output: () = {};
    #[allow(unreachable_code)] __output
}
async fn own_in_time() {
    static __SEMAPHORE: ::interlocking::Semaphore = ::interlocking::Semaphore::new(8);
    let ::core::result::Result::Ok(::core::result::Result::Ok(__permit)) = ::interlocking::hold::timeout(
            ::core::time::Duration::from_secs(120),
            ::interlocking::hold::within::permits(
                &__SEMAPHORE,
                1,
                "semaphore(8) in own_in_time",
            ),
        )
        .await else { return };
    let __output: () = {};
    #[allow(unreachable_code)] __output
}
async fn nowait() -> Result<(), WouldBlock> {
    let __permit = ::interlocking::hold::now(
            ::interlocking::hold::nowait::permits(&GATE, 2, "GATE in nowait"),
        )
        .await??;
    let __output: Result<(), WouldBlock> = { Ok(()) };
    #[allow(unreachable_code)] __output
}
