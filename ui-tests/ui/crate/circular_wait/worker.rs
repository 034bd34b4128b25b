use interlocking::guarded;

use crate::{DONE, STATE};

#[guarded(STATE)]
pub(crate) async fn work() {
    *state += 1;
    DONE.set();
}
