//! What violates `write_under_read_lock`, and what does not.

mod violations {
    #[guarded(read C)]
    async fn f() {
        c.hits.replace(3);
    }

    #[guarded(read C)]
    async fn f() {
        c.hits.set(c.hits.get() + 1);
    }
}

mod fine {
    #[guarded(write C)]
    async fn f() {
        c.hits.set(3);
    }

    #[guarded(read C)]
    async fn f() {
        c.hits.get();
        x.set(3);
    }
}
