//! What violates `exit_before_barrier`, and what does not.

mod violations {
    async fn f(meet: &Barrier) -> R {
        load()?;
        meet.wait().await;
        Ok(())
    }
}

mod fine {
    async fn f(meet: &Barrier) -> R {
        let loaded = load();
        meet.wait().await;
        loaded?;
        Ok(())
    }

    async fn f(meet: &Barrier) -> R {
        if x {
            meet.abort();
            return y;
        }
        meet.wait().await;
        Ok(())
    }
}
