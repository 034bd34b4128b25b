#[sets(DONE)]
async fn place() {}

#[guarded(FILE?)]
#[sets(DONE)]
async fn before_everything_else() -> std::io::Result<()> {
    Ok(())
}
