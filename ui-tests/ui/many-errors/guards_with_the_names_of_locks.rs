//! A mistake in one attribute is one error: the guards have their types all the same, also where a lock has the guard's name.

use interlocking::{Event, Lock, Semaphore, guarded, semaphore, synchronized, waits};

struct Totals {
    list: Vec<u32>,
    sum: u32,
}

struct Books {
    open: Lock<Totals>,
    closed: Lock<Totals>,
    clerks: Semaphore,
}

impl Books {
    #[synchronized]
    async fn on_an_if_let(&self, x: Option<u32>) {
        let (open, closed) = (&self.open, &self.closed);
        #[guarded(open)]
        {
            open.list.push(1);
        }
        #[guarded(closed)]
        if let Some(x) = x {
            closed.sum += x;
        }
    }

    #[synchronized]
    async fn a_wrong_clause(&self) -> u32 {
        let (open, closed) = (&self.open, &self.closed);
        #[guarded(open, timeot = 1s)]
        {
            open.list.push(1);
        }
        let sum = #[guarded(closed)]
        {
            closed.sum += 1;
            closed.sum
        };
        sum
    }

    #[synchronized]
    async fn on_statements(&self) -> usize {
        let (open, closed) = (&self.open, &self.closed);
        #[guarded(open)]
        let count = open.list.len();
        #[guarded(closed)]
        closed.sum += 1;
        #[guarded(closed)]
        closed.list.push(1);
        #[guarded(closed)]
        println!("{}", closed.sum);
        count
    }

    #[synchronized]
    async fn on_other_expressions(&self) -> Option<u32> {
        let (open, closed) = (&self.open, &self.closed);
        let last = #[guarded(open)]
        {
            open.list.pop()
        }?;
        #[guarded(closed)]
        match last {
            0 => closed.sum += 1,
            _ => {}
        }
        #[guarded(closed)]
        for n in 0..last {
            closed.list.push(n);
        }
        Some(last)
    }

    #[guarded(self.open)]
    #[semaphore(self.clerks, 1, 2)]
    async fn two_attributes(&self) -> usize {
        open.list.len()
    }
}

#[guarded(open, else => return 3)]
async fn an_arrow(open: &Lock<Totals>) -> u32 {
    open.sum
}

#[guarded(open, nowait, when = open.sum > 1)]
async fn two_wrong_clauses(open: &Lock<Totals>) -> u32 {
    open.sum += 1;
    open.sum
}

#[guarded(open as totals)]
async fn named_by_as(open: &Lock<Totals>) -> u32 {
    totals.sum
}

#[guarded(read self.open as totals)]
async fn named_by_as_to_read(open: &Lock<Totals>) -> u32 {
    totals.sum
}

#[synchronized]
async fn on_a_loop(open: &Lock<Totals>, opened: &Event) {
    #[waits(opened)]
    while open.try_lock().is_err() {}
}

fn main() {
    let open = Lock::new(Totals { list: Vec::new(), sum: 0 });
    let closed = Lock::new(Totals { list: Vec::new(), sum: 0 });
    let books = Books { open, closed, clerks: Semaphore::new(1) };
    drop((books.on_an_if_let(None), books.a_wrong_clause(), books.on_statements()));
    drop((books.on_other_expressions(), books.two_attributes()));
    drop((an_arrow(&books.open), two_wrong_clauses(&books.open), named_by_as(&books.open)));
    drop((named_by_as_to_read(&books.open), on_a_loop(&books.open, &Event::new())));
}
