#[tracing::instrument]
async fn all(x: u32) -> u32 {
    #[allow(unused_imports)]
    use semaphore as _;
    #[allow(unused_imports)]
    use interlocking::semaphore as _;
    #[allow(unused_imports)]
    use guarded as _;
    #[allow(unused_imports)]
    use waits as _;
    #[allow(unused_imports)]
    use sets as _;
    static __BARRIER: ::interlocking::Barrier = ::interlocking::Barrier::new(3);
    static __SEMAPHORE: ::interlocking::Semaphore = ::interlocking::Semaphore::new(2);
    static __SEMAPHORE_2: ::interlocking::Semaphore = ::interlocking::Semaphore::new(4);
    let __set = ::interlocking::hold::sets(&DONE);
    ::interlocking::hold::meet_own(&__BARRIER, "barrier(3) in all").await;
    let __permit = ::interlocking::hold::permits(&__SEMAPHORE, 1, "semaphore(2) in all")
        .await;
    let __permit = ::interlocking::hold::permits(
            &__SEMAPHORE_2,
            1,
            "semaphore(4) in all",
        )
        .await;
    #[allow(unused_mut, unused_variables)]
    let mut a = ::interlocking::hold::exclusive(&A, "A in all").alone().await;
    ::interlocking::hold::wait(&READY, "READY in all").await;
    let __output: u32 = { x };
    #[allow(unreachable_code)] __output
}
async fn allowed() {
    #[allow(unused_imports)]
    use barrier as _;
    static __BARRIER: ::interlocking::Barrier = ::interlocking::Barrier::new(3);
    #[allow(unused_mut, unused_variables)]
    let mut a = ::interlocking::hold::exclusive(&A, "A in allowed").alone().await;
    ::interlocking::hold::meet_own(&__BARRIER, "barrier(3) in allowed").await;
    let __output: () = {};
    #[allow(unreachable_code)] __output
}
