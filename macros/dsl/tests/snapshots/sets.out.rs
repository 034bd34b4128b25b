async fn place() {
    let __set = ::interlocking::hold::sets(&DONE);
    let __output: () = {};
    #[allow(unreachable_code)] __output
}
async fn before_everything_else() -> std::io::Result<()> {
    #[allow(unused_imports)]
    use sets as _;
    let __set = ::interlocking::hold::sets(&DONE);
    #[allow(unused_mut, unused_variables)]
    let mut file = ::interlocking::hold::fallible::exclusive(
            &FILE,
            "FILE in before_everything_else",
        )
        .alone()
        .await?;
    let __output: std::io::Result<()> = { Ok(()) };
    #[allow(unreachable_code)] __output
}
