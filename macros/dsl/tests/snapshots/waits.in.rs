#[waits(READY)]
async fn place() {}

#[waits(self.ready?)]
async fn question(self: Arc<Self>) -> Result<(), Closed> {
    Ok(())
}

#[waits(READY, else { return })]
async fn or_else() {}

#[waits(READY, timeout = 5s, else { return })]
async fn timeout() {}
