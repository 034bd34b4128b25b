//! A drawing of who waited for whom: a lane for each function that holds, a box while it does.

use std::{collections::BTreeMap, time::Duration};

use super::{
    record::{Record, Step},
    text::short,
};

const WIDTH: usize = 16;

/// What a lane does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Its function has not begun, or has ended.
    Idle,
    Waiting,
    Held,
}

/// A lane, and the hold that is in it now.
struct Lane {
    function: &'static str,
    task: String,
    hold: Option<u64>,
}

/// Draws records, in the order of time. Holds that do not overlap share the lane of their function and task; a drawing that would be wider
/// than `width` leaves out the last lanes, and says so.
pub(super) fn draw(records: &[Record], width: usize) -> String {
    let (lanes, of_hold) = lanes(records);
    let shown = lanes.len().min((width / WIDTH).max(1));
    let mut drawing = Drawing { text: String::new(), states: vec![State::Idle; shown] };
    drawing.row(|lane| titles(&lanes)[lane].clone());
    // What cannot be told apart in the whole is one moment.
    let moment = records.last().map_or(Duration::ZERO, |last| last.at / 100);
    let mut last = None;
    let mut rest = records;
    while let Some(first) = rest.first() {
        // What happens at one moment, once in each lane, is one group of rows.
        let mut together: BTreeMap<usize, &Record> = BTreeMap::new();
        let mut end = 0;
        for record in rest {
            let lane = of_hold[&record.hold];
            if record.at.saturating_sub(first.at) > moment || together.contains_key(&lane) {
                break;
            }
            together.insert(lane, record);
            end += 1;
        }
        if let Some(passed) = last.map(|last| first.at.saturating_sub(last)) {
            drawing.time(if passed > moment { passed } else { Duration::ZERO });
        }
        drawing.group(&together);
        last = Some(first.at);
        rest = &rest[end..];
    }
    drawing.row(|_| String::new());
    if lanes.len() > shown {
        drawing.text.push_str(&format!("{} more lanes do not fit\n", lanes.len() - shown));
    }
    drawing.text
}

/// The lanes, and which of them each hold is in.
fn lanes(records: &[Record]) -> (Vec<Lane>, BTreeMap<u64, usize>) {
    let mut lanes: Vec<Lane> = Vec::new();
    let mut of_hold: BTreeMap<u64, usize> = BTreeMap::new();
    // A hold that is given up for a condition comes again.
    let last: BTreeMap<u64, usize> =
        records.iter().enumerate().map(|(index, record)| (record.hold, index)).collect();
    for (index, record) in records.iter().enumerate() {
        let function = record.function.unwrap_or(record.target);
        let lane = *of_hold.entry(record.hold).or_insert_with(|| {
            let free = lanes.iter().position(|lane| {
                lane.hold.is_none() && lane.function == function && lane.task == record.task
            });
            free.unwrap_or_else(|| {
                lanes.push(Lane { function, task: record.task.clone(), hold: None });
                lanes.len() - 1
            })
        });
        lanes[lane].hold = (last[&record.hold] != index).then_some(record.hold);
    }
    (lanes, of_hold)
}

/// The functions; those that have several lanes are numbered.
fn titles(lanes: &[Lane]) -> Vec<String> {
    let mut titles = Vec::new();
    for (index, lane) in lanes.iter().enumerate() {
        let same = |other: &&Lane| other.function == lane.function;
        let number = lanes[..index].iter().filter(same).count() + 1;
        let several = lanes.iter().filter(same).count() > 1;
        titles.push(if several {
            format!("{} {number}", lane.function)
        } else {
            lane.function.to_owned()
        });
    }
    titles
}

struct Drawing {
    text: String,
    states: Vec<State>,
}

impl Drawing {
    /// One line: what `cell` says of each lane, in the middle of its column.
    fn row(&mut self, cell: impl Fn(usize) -> String) {
        let mut line = String::new();
        for lane in 0..self.states.len() {
            let cell: String = cell(lane).chars().take(WIDTH - 1).collect();
            line.push_str(&format!("{cell:^WIDTH$}"));
        }
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    /// Some time passes.
    fn time(&mut self, passed: Duration) {
        if passed.is_zero() {
            return;
        }
        let states = self.states.clone();
        self.row(|lane| match states[lane] {
            State::Idle => "|".to_owned(),
            State::Waiting => ".".to_owned(),
            State::Held => format!("|{:^10}|", short(passed)),
        });
    }

    /// What happens at one moment: the end of a box, then words, then the beginning of a box.
    fn group(&mut self, together: &BTreeMap<usize, &Record>) {
        const BORDER: &str = "+==========+";
        let before = self.states.clone();
        let ends =
            |lane: usize| together.get(&lane).is_some_and(|record| record.step == Step::Released);
        let begins = |lane: usize| {
            together
                .get(&lane)
                .is_some_and(|record| record.step == Step::Held && record.kind.is_held())
        };
        let still = |states: &[State], lane: usize| match states[lane] {
            State::Idle => "|".to_owned(),
            State::Waiting => ".".to_owned(),
            State::Held => format!("|{:^10}|", ""),
        };
        if (0..self.states.len()).any(ends) {
            self.row(|lane| if ends(lane) { BORDER.to_owned() } else { still(&before, lane) });
        }
        for (lane, record) in together.iter().filter(|(lane, _)| **lane < before.len()) {
            self.states[*lane] = match record.step {
                Step::Waiting => State::Waiting,
                Step::Held if record.kind.is_held() => State::Held,
                _ => State::Idle,
            };
        }
        self.row(|lane| match together.get(&lane) {
            None => still(&before, lane),
            Some(record) => match record.step {
                Step::Waiting => "blocked".to_owned(),
                Step::Held if record.kind.is_held() => "acquire".to_owned(),
                Step::Held => "passes".to_owned(),
                Step::Released => "release".to_owned(),
                Step::GaveUp => "gives up".to_owned(),
            },
        });
        let after = self.states.clone();
        if (0..self.states.len()).any(begins) {
            self.row(|lane| if begins(lane) { BORDER.to_owned() } else { still(&after, lane) });
        }
    }
}
