#[synchronized]
async fn statement() {
    before().await;
    #[guarded(RESOURCE)]
    {
        *resource += 1;
        CHANGED.notify_all(&resource);
    }
    after().await;
}

#[synchronized]
async fn value() -> u32 {
    let x = #[guarded(A)]
    'found: {
        #[guarded(B, notify_all = C)]
        unsafe {
            break 'found *a + *b;
        }
    };
    x
}

#[synchronized]
async fn task() {
    spawn(#[semaphore(2)] async move { work().await });
}

#[synchronized]
async fn nothing() {}
