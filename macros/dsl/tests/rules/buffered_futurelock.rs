//! What violates `buffered_futurelock`, and what does not.

mod violations {
    async fn f() {
        s.map(|x| async {
            let p = GATE.acquire().await;
            x
        })
        .buffered(5)
        .for_each(|x| async {
            let p = GATE.acquire().await;
        })
        .await;
    }
}

mod fine {
    async fn f() {
        s.map(|x| async {
            let p = GATE.acquire().await;
            x
        })
        .buffered(5)
        .for_each(|x| async { y(x) })
        .await;
    }

    async fn f() {
        s.map(|x| async {
            let p = A.acquire().await;
            x
        })
        .buffered(5)
        .for_each(|x| async {
            let p = B.acquire().await;
        })
        .await;
    }
}
