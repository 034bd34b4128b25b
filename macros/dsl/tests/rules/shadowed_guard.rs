//! What violates `shadowed_guard`, and what does not.

mod violations {
    #[guarded(L)]
    async fn f() {
        let l = 3;
        x(l);
    }

    #[guarded(L)]
    async fn f() {
        if let Some(l) = x {
            y(l)
        }
    }
}

mod fine {
    #[guarded(L)]
    async fn f() {
        *l += 1;
        let l = 3;
    }

    #[guarded(L)]
    async fn f() {
        println!("{l}");
        let l = 3;
    }

    #[guarded(L)]
    async fn f() {
        drop(l);
        let l = L.lock().await;
    }

    #[guarded(L)]
    async fn f() {
        let n = l.len();
        {
            let l = n;
        }
    }
}
