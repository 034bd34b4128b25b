async fn place() {
    ::interlocking::hold::wait(&READY, "READY in place").await;
    let __output: () = {};
    #[allow(unreachable_code)] __output
}
async fn question(self: Arc<Self>) -> Result<(), Closed> {
    ::interlocking::hold::fallible::wait(&self.ready, "self.ready in question").await?;
    let __output: Result<(), Closed> = { Ok(()) };
    #[allow(unreachable_code)] __output
}
async fn or_else() {
    let ::core::result::Result::Ok(_) = ::interlocking::hold::fallible::wait(
            &READY,
            "READY in or_else",
        )
        .await else { return };
    let __output: () = {};
    #[allow(unreachable_code)] __output
}
async fn timeout() {
    let ::core::result::Result::Ok(::core::result::Result::Ok(_)) = ::interlocking::hold::timeout(
            ::core::time::Duration::from_secs(5),
            ::interlocking::hold::within::wait(&READY, "READY in timeout"),
        )
        .await else { return };
    let __output: () = {};
    #[allow(unreachable_code)] __output
}
