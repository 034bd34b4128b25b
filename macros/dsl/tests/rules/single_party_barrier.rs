//! What violates `single_party_barrier`, and what does not.

mod violations {
    #[barrier(1)]
    async fn f() {}
}

mod fine {
    #[barrier(2)]
    async fn f() {}
}
