//! Positions of a block with an attribute: in parentheses before `?` and `.await`, in a closure, in a macro of the crate.

use interlocking::{Lock, guarded, synchronized};

static COUNT: Lock<u32> = Lock::new(0);

macro_rules! items {
    ($($item:item)*) => { $($item)* };
}

#[synchronized]
async fn everywhere() -> Option<u32> {
    let count = (#[guarded(COUNT)]
    {
        Some(*count)
    })?;
    let later = async || {
        #[guarded(COUNT)]
        {
            *count
        }
    };
    items! {
        #[guarded(COUNT)]
        async fn inner() -> u32 {
            *count
        }
    }
    Some(count + later().await + inner().await)
}

fn main() {
    drop(everywhere());
}
