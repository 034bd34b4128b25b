use std::{collections::BTreeMap, fmt, sync::Mutex};

pub(crate) static COUNT: Mutex<u32> = Mutex::new(0);

#[derive(Default)]
pub(crate) struct Session {
    pub(crate) id: u64,
}

impl Drop for Session {
    fn drop(&mut self) {
        assert!(!crate::ALL.open.lock().unwrap().contains_key(&self.id));
    }
}

/// One of those that `COUNT` counts.
#[derive(Default)]
pub(crate) struct Counted;

impl Drop for Counted {
    fn drop(&mut self) {
        *COUNT.lock().unwrap() -= 1;
    }
}

pub(crate) struct Sessions {
    pub(crate) open: Mutex<BTreeMap<u64, Session>>,
    pub(crate) name: Mutex<String>,
}

impl Sessions {
    pub(crate) const fn new() -> Sessions {
        Sessions { open: Mutex::new(BTreeMap::new()), name: Mutex::new(String::new()) }
    }
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} sessions", self.open.lock().unwrap().len())
    }
}

impl fmt::Display for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name.lock().unwrap())
    }
}
