//! What violates `await_between_writes`, and what does not.

mod violations {
    #[guarded(L)]
    async fn f() {
        l.a = 1;
        x().await;
        l.b = 2;
    }

    #[guarded(L)]
    async fn f() {
        l.from.push(id);
        x().await;
        l.to.push(id);
    }

    #[guarded(from, to)]
    async fn f(from: &Lock<u32>, to: &Lock<u32>) {
        *from -= 1;
        x().await;
        *to += 1;
    }
}

mod fine {
    #[guarded(L)]
    async fn f() {
        l.a.push(1);
        x().await;
        l.b = 2;
    }

    #[guarded(FROM)]
    #[guarded(TO)]
    async fn f() {
        *from -= 1;
        x().await;
        *to += 1;
    }

    #[guarded(L)]
    async fn f() {
        l.started = true;
        x().await;
        l.result = 2;
    }

    #[guarded(L)]
    async fn f() {
        l.state = State::Busy;
        x().await;
        l.result = 2;
    }

    #[guarded(L)]
    async fn f() {
        l.a = 1;
        x().await;
        l.a.b = 2;
    }

    #[guarded(L)]
    async fn f() {
        x().await;
        l.a = 1;
        l.b = 2;
    }

    #[guarded(L)]
    async fn f() {
        l.state = 1;
        x().await;
        l.state = 2;
    }

    #[guarded(L)]
    async fn f() {
        l.a = 1;
        l = C.wait_for(l, |l| l.x).await;
        l.b = 2;
    }

    #[guarded(L)]
    async fn f() {
        if c {
            l.a = 1;
            x().await;
        } else {
            l.b = 2;
        }
    }
}
