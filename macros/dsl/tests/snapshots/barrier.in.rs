#[barrier(3)]
async fn own() {}

#[barrier(turn = 3)]
async fn own_named() -> bool {
    turn.is_last()
}

#[barrier(MEET?)]
async fn question() -> Result<(), BrokenBarrier> {
    Ok(())
}

#[barrier(turn = MEET?)]
async fn named() -> Result<usize, BrokenBarrier> {
    Ok(turn.index())
}

#[barrier(MEET, else { return })]
async fn or_else() {}

#[barrier(turn = MEET, else { return 0 })]
async fn named_or_else() -> usize {
    turn.index()
}

#[barrier(LOCAL)]
async fn cannot_fail() {}

#[barrier(turn = MEET?, timeout = 5s)]
async fn timeout() -> Result<usize, Broken> {
    Ok(turn.index())
}

#[barrier(3, timeout = 5us, else { return })]
async fn own_in_time() {}
