async fn statement() {
    before().await;
    {
        #[allow(unused_imports)]
        use guarded as _;
        #[allow(unused_mut, unused_variables)]
        let mut resource = ::interlocking::hold::exclusive(
                &RESOURCE,
                "RESOURCE in statement",
            )
            .alone()
            .await;
        let __output = {
            *resource += 1;
            CHANGED.notify_all(&resource);
        };
        #[allow(unreachable_code)] __output
    }
    after().await;
}
async fn value() -> u32 {
    let x = 'found: {
        #[allow(unused_imports)]
        use guarded as _;
        #[allow(unused_mut, unused_variables)]
        let mut a = ::interlocking::hold::exclusive(&A, "A in value").alone().await;
        let __output = {
            unsafe {
                #[allow(unused_imports)]
                use guarded as _;
                #[allow(unused_mut, unused_variables)]
                let mut b = ::interlocking::hold::exclusive(&B, "B in value")
                    .alone()
                    .await;
                let __notify = ::interlocking::hold::notify_all(&C, &b);
                let __output = {
                    break 'found *a + *b;
                };
                #[allow(unreachable_code)] __output
            }
        };
        #[allow(unreachable_code)] __output
    };
    x
}
async fn task() {
    spawn(async move {
        #[allow(unused_imports)]
        use semaphore as _;
        static __SEMAPHORE: ::interlocking::Semaphore = ::interlocking::Semaphore::new(
            2,
        );
        let __permit = ::interlocking::hold::permits(
                &__SEMAPHORE,
                1,
                "semaphore(2) in task",
            )
            .await;
        let __output = { work().await };
        #[allow(unreachable_code)] __output
    });
}
async fn nothing() {}
