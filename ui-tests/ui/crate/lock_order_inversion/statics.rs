use interlocking::Lock;

pub(crate) static ACCOUNTS: Lock<u64> = Lock::new(0);
pub(crate) static AUDIT: Lock<Vec<u64>> = Lock::new(Vec::new());
pub(crate) static FIRST: Lock<()> = Lock::new(());
pub(crate) static SECOND: Lock<()> = Lock::new(());
pub(crate) static THIRD: Lock<()> = Lock::new(());
