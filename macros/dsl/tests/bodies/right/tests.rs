//! Tests that prove what a lock excludes.

#![allow(unused)]
#[cfg(test)]
mod tests {
    use interlocking::{Barrier, Lock};
    use std::{sync::Arc, time::Duration};
    use tokio::{
        sync::{Mutex, RwLock, Semaphore},
        time::{sleep, timeout},
    };
    static A: Lock<u32> = Lock::new(0);
    #[tokio::test]
    async fn excl() {
        let g = A.lock().await;
        assert!(timeout(Duration::from_millis(10), A.lock()).await.is_err());
        drop(g);
    }
    #[tokio::test]
    async fn excl2() {
        let l = Mutex::new(1);
        let g = l.lock().await;
        let r = timeout(Duration::from_millis(10), l.lock()).await;
        assert!(r.is_err());
        drop(g);
    }
    #[tokio::test]
    async fn excl3() {
        let l = Mutex::new(1);
        let g = l.lock().await;
        tokio::select! { _ = l.lock() => panic!("two guards"), _ = sleep(Duration::from_millis(1)) => {} }
        drop(g);
    }
    #[tokio::test]
    async fn excl4() {
        let l = Mutex::new(1);
        let g = l.lock().await;
        assert!(l.try_lock().is_err());
        drop(g);
    }
    #[tokio::test]
    #[should_panic]
    async fn blocking() {
        let l = Mutex::new(1);
        let _g = l.blocking_lock();
    }
    #[tokio::test(start_paused = true)]
    async fn paused() {
        std::thread::sleep(Duration::from_millis(1));
    }
    #[tokio::test]
    async fn readers() {
        let l = RwLock::new(1);
        let a = l.read().await;
        let b = l.read().await;
        assert_eq!(*a, *b);
    }
    #[tokio::test]
    async fn readers2() {
        let l = Arc::new(RwLock::new(1));
        let a = l.read().await;
        let b = l.read().await;
        assert_eq!(*a, *b);
    }
    #[tokio::test]
    async fn pending() {
        let l = Mutex::new(1);
        let g = l.lock().await;
        let mut f = Box::pin(l.lock());
        assert!(futures::poll!(&mut f).is_pending());
        drop(g);
        f.await;
    }
    #[tokio::test]
    async fn spawned() {
        let l = Arc::new(Mutex::new(1));
        let g = l.lock().await;
        let m = l.clone();
        let t = tokio::spawn(async move {
            *m.lock().await += 1;
        });
        sleep(Duration::from_millis(5)).await;
        drop(g);
        t.await.unwrap();
    }
    #[tokio::test]
    async fn permits() {
        let s = Semaphore::new(2);
        let a = s.acquire().await.unwrap();
        let b = s.acquire().await.unwrap();
        assert!(s.try_acquire().is_err());
        drop((a, b));
    }
    #[tokio::test]
    async fn permits3() {
        let s = Semaphore::new(1);
        let a = s.acquire().await.unwrap();
        assert!(timeout(Duration::from_millis(1), s.acquire()).await.is_err());
        drop(a);
    }
    #[tokio::test]
    async fn barrier() {
        let b = Arc::new(Barrier::new(2));
        let c = b.clone();
        let t = tokio::spawn(async move {
            c.wait().await.unwrap();
        });
        b.wait().await.unwrap();
        t.await.unwrap();
    }
    #[tokio::test]
    async fn now_or() {
        use futures::FutureExt;
        let l = Mutex::new(1);
        let g = l.lock().await;
        assert!(l.lock().now_or_never().is_none());
        drop(g);
    }
    #[tokio::test]
    async fn elapsed() {
        let l = Mutex::new(1);
        let g = l.lock().await;
        timeout(Duration::from_millis(1), l.lock()).await.unwrap_err();
        drop(g);
    }
    #[tokio::test]
    async fn elapsed2() {
        let l = Mutex::new(1);
        let g = l.lock().await;
        let Err(_) = timeout(Duration::from_millis(1), l.lock()).await else { panic!() };
        drop(g);
    }
    #[tokio::test]
    async fn env() {
        let _g = A.lock().await;
        sleep(Duration::from_millis(1)).await;
        helper().await;
    }
    async fn helper() {}
}
