//! What violates `event_not_set_on_error`, and what does not.

mod violations {
    async fn f() -> R {
        work()?;
        DONE.set();
        Ok(())
    }

    async fn f() {
        if begin().await {
            return;
        }
        DONE.set();
    }
}

mod fine {
    async fn f() -> R {
        DONE.set();
        work()?;
        Ok(())
    }

    async fn f() -> R {
        if x {
            DONE.set();
            return y;
        }
        z()?;
        DONE.set();
        Ok(())
    }

    async fn f() -> R {
        work()?;
        CELL.set(3);
        Ok(())
    }

    async fn f(n: u32) -> R {
        if n == 0 {
            return Err(Empty);
        }
        work().await;
        DONE.set();
        Ok(())
    }

    #[sets(DONE)]
    async fn f() -> R {
        work()?;
        Ok(())
    }
}
