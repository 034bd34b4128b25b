async fn likely_a_mistake() {
    {
        #[deprecated(
            note = "another task may change the state before this one wakes\nhelp: write `wait_for(guard, |state| ..)`, or test the state again in a `while`\nrule: interlocking::wait_not_in_loop, see https://docs.rs/interlocking/latest/interlocking/rules/index.html#wait_not_in_loop"
        )]
        #[allow(non_upper_case_globals)]
        const wait_not_in_loop: () = ();
        wait_not_in_loop
    };
    #[allow(unused_mut, unused_variables)]
    let mut ledger = ::interlocking::hold::exclusive(
            &LEDGER,
            "LEDGER in likely_a_mistake",
        )
        .alone()
        .await;
    #[allow(unused_assignments)]
    let __output: () = {
        if ledger.is_empty() {
            ledger = CHANGED.wait(ledger).await;
        }
    };
    #[allow(unreachable_code)] __output
}
async fn on_purpose() {
    #[allow(unused_mut, unused_variables)]
    let mut ledger = ::interlocking::hold::exclusive(&LEDGER, "LEDGER in on_purpose")
        .alone()
        .await;
    #[allow(unused_assignments)]
    let __output: () = {
        if ledger.is_empty() {
            ledger = CHANGED.wait(ledger).await;
        }
    };
    #[allow(unreachable_code)] __output
}
