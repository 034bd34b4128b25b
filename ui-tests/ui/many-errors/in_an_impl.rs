//! In an impl, rustc reports every name that it does not find: each mistake is one error, with the names bound that it was meant to bind.

use interlocking::{Lock, RwLock, Semaphore, guarded, semaphore, synchronized};

struct Shop {
    stock: Lock<Vec<u32>>,
    prices: RwLock<u32>,
    clerks: Semaphore,
}

impl Shop {
    #[guarded(items: self.stock)]
    async fn named_by_a_colon(&self) {
        items.push(1);
    }

    #[guarded(items => self.stock)]
    async fn named_by_an_arrow(&self) {
        items.push(1);
    }

    #[guarded(self.stock as items)]
    async fn named_by_as(&self) {
        items.push(1);
    }

    #[guarded(mut items = self.stock)]
    async fn mutable(&self) {
        items.push(1);
    }

    #[guarded(self.stock.lock())]
    async fn locked(&self) {
        stock.push(1);
    }

    #[guarded(items = self.stock.lock().await)]
    async fn locked_and_awaited(&self) {
        items.push(1);
    }

    #[guarded(self.prices.read())]
    async fn read(&self) -> u32 {
        *prices
    }

    #[guarded("self.stock")]
    async fn quoted(&self) {
        stock.push(1);
    }

    #[guarded(&mut self.stock)]
    async fn borrowed(&self) {
        stock.push(1);
    }

    #[guarded(self.stock; self.prices)]
    async fn separated(&self) {
        stock.push(1);
    }

    #[guarded(self.stock, timeout = 1 s, else { return })]
    async fn a_unit_apart(&self) {
        stock.push(1);
    }

    #[guarded(self.stock, retries = 3)]
    async fn no_clause(&self) {
        stock.push(1);
    }

    #[guarded(self.stock, self.stock)]
    async fn twice(&self) {
        stock.push(1);
    }

    #[guarded(self.stock)]
    fn not_async(&self) {
        stock.push(1);
    }

    #[guarded(read self.prices)]
    #[semaphore(permit = self.clerks, 2)]
    fn neither_is(&self) -> u32 {
        drop(permit);
        *prices
    }

    #[synchronized]
    async fn in_a_closure(&self) {
        let add = |n| {
            #[guarded(self.stock)]
            {
                stock.push(n);
            }
        };
        add(1);
    }
}

fn main() {
    let (stock, prices) = (Lock::new(Vec::new()), RwLock::new(1));
    let shop = Shop { stock, prices, clerks: Semaphore::new(1) };
    drop((shop.named_by_a_colon(), shop.named_by_an_arrow(), shop.named_by_as(), shop.mutable()));
    drop((shop.locked(), shop.locked_and_awaited(), shop.read(), shop.quoted(), shop.borrowed()));
    drop((shop.separated(), shop.a_unit_apart(), shop.no_clause(), shop.twice()));
    drop((shop.not_async(), shop.neither_is(), shop.in_a_closure()));
}
