//! What violates `predicate_with_side_effects`, and what does not.

mod violations {
    #[guarded(L)]
    async fn f() {
        l = C
            .wait_for(l, |l| {
                TRIES.fetch_add(1, Relaxed);
                l.x
            })
            .await;
    }

    #[guarded(L)]
    async fn f() {
        l = l
            .until(|l| {
                println!("{l:?}");
                l.x
            })
            .await;
    }
}

mod fine {
    #[guarded(L)]
    async fn f() {
        l = C.wait_for(l, |l| l.items.iter().any(|item| item.ready)).await;
    }
}
