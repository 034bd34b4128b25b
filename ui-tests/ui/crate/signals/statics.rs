use interlocking::Event;

pub(crate) static LATE: Event = Event::new();
