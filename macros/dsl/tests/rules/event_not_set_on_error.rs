//! What violates `event_not_set_on_error`, and what does not.

mod violations {
    async fn f() -> R {
        work()?;
        DONE.set();
        Ok(())
    }

    async fn f() {
        if x {
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

    #[sets(DONE)]
    async fn f() -> R {
        work()?;
        Ok(())
    }
}
