//! A `?` between two writes that belong together.

use interlocking::{Lock, guarded};

struct Route {
    from: u32,
    to: u32,
}

static ROUTE: Lock<Route> = Lock::new(Route { from: 0, to: 0 });

#[guarded(ROUTE)]
async fn change(from: &str, to: &str) -> Result<(), std::num::ParseIntError> {
    route.from = from.parse()?;
    route.to = to.parse()?;
    Ok(())
}

fn main() {
    drop(change("1", "2"));
}
