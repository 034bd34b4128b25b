async fn own() {
    static __BARRIER: ::interlocking::Barrier = ::interlocking::Barrier::new(3);
    ::interlocking::hold::meet_own(&__BARRIER, "barrier(3) in own").await;
    let __output: () = {};
    #[allow(unreachable_code)] __output
}
async fn own_named() -> bool {
    static __BARRIER: ::interlocking::Barrier = ::interlocking::Barrier::new(3);
    #[allow(unused_mut, unused_variables)]
    let turn = ::interlocking::hold::meet_own(&__BARRIER, "barrier(3) in own_named")
        .await;
    let __output: bool = { turn.is_last() };
    #[allow(unreachable_code)] __output
}
async fn question() -> Result<(), BrokenBarrier> {
    ::interlocking::hold::fallible::meet(&MEET, "MEET in question").await?;
    let __output: Result<(), BrokenBarrier> = { Ok(()) };
    #[allow(unreachable_code)] __output
}
async fn named() -> Result<usize, BrokenBarrier> {
    #[allow(unused_mut, unused_variables)]
    let turn = ::interlocking::hold::fallible::meet(&MEET, "MEET in named").await?;
    let __output: Result<usize, BrokenBarrier> = { Ok(turn.index()) };
    #[allow(unreachable_code)] __output
}
async fn or_else() {
    let ::core::result::Result::Ok(_) = ::interlocking::hold::fallible::meet(
            &MEET,
            "MEET in or_else",
        )
        .await else { return };
    let __output: () = {};
    #[allow(unreachable_code)] __output
}
async fn named_or_else() -> usize {
    #[allow(unused_mut, unused_variables)]
    let ::core::result::Result::Ok(turn) = ::interlocking::hold::fallible::meet(
            &MEET,
            "MEET in named_or_else",
        )
        .await else { return 0 };
    let __output: usize = { turn.index() };
    #[allow(unreachable_code)] __output
}
async fn cannot_fail() {
    ::interlocking::hold::meet(&LOCAL, "LOCAL in cannot_fail").await;
    let __output: () = {};
    #[allow(unreachable_code)] __output
}
async fn timeout() -> Result<usize, Broken> {
    #[allow(unused_mut, unused_variables)]
    let turn = ::interlocking::hold::timeout(
            ::core::time::Duration::from_secs(5),
            ::interlocking::hold::within::meet(&MEET, "MEET in timeout"),
        )
        .await??;
    let __output: Result<usize, Broken> = { Ok(turn.index()) };
    #[allow(unreachable_code)] __output
}
async fn own_in_time() {
    static __BARRIER: ::interlocking::Barrier = ::interlocking::Barrier::new(3);
    let ::core::result::Result::Ok(::core::result::Result::Ok(_)) = ::interlocking::hold::timeout(
            ::core::time::Duration::from_micros(5),
            ::interlocking::hold::within::meet_own(
                &__BARRIER,
                "barrier(3) in own_in_time",
            ),
        )
        .await else { return };
    let __output: () = {};
    #[allow(unreachable_code)] __output
}
