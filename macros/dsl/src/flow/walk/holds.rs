//! What attributes hold, for the function or for a block.

use proc_macro2::{Ident, Span};
use syn::{Block, Expr};

use super::state::Walk;
use crate::{
    flow::{
        place::PlaceKey,
        summary::{Action, GuardBinding},
        value::{DropScope, Value},
    },
    known::{
        GuardKind, Mode, Patience, TypeKind,
        methods::{Acquisition, Operation},
    },
    plan::{Hold, Locks, Notify, Permits, Primitive, Section},
    syntax,
};

impl<'a> Walk<'a> {
    /// Holds what attributes say: those of the function, or of the block with this number.
    pub(super) fn hold(&mut self, holds: &'a Section, block: Option<usize>) {
        for hold in &holds.holds {
            let first = self.summary.guards.len();
            match hold {
                Hold::Locks(locks) => self.hold_locks(locks, block),
                Hold::Permits(permits) => self.hold_permits(permits, block),
                Hold::Barrier(meeting) => {
                    self.event(Action::Meets(&meeting.barrier), meeting.barrier.span());
                    if let Primitive::Place(place) = &meeting.barrier {
                        self.operate_at(
                            place,
                            (Operation::Meet, TypeKind::Barrier),
                            meeting.failure.patience(),
                        );
                    }
                }
                Hold::Event(wait) => {
                    let hint = self.hint(&wait.event.expr);
                    let at = syntax::start(&wait.event.expr);
                    self.event(Action::WaitsFor(&wait.event, hint), at);
                    self.operate_at(
                        &wait.event,
                        (Operation::Wait, TypeKind::Event),
                        wait.failure.patience(),
                    );
                }
                Hold::Sets(_) => {}
            }
            self.summary.guards[first..].iter_mut().for_each(|guard| guard.hold = Some(hold));
        }
    }

    /// What attributes do when what they hold for has ended, however it ends: they notify under the lock, and set events when all
    /// guards are gone.
    pub(super) fn end(&mut self, holds: &'a Section) {
        let left = self.state.clone();
        self.state.get_or_insert_default();
        for notify in holds.holds.iter().flat_map(notifies) {
            let how = if notify.all { Operation::NotifyAll } else { Operation::NotifyOne };
            self.operate_at(&notify.condition, (how, TypeKind::Condition), Patience::Waits);
        }
        self.state = Some(Vec::new());
        for hold in &holds.holds {
            if let Hold::Sets(event) = hold {
                self.operate_at(event, (Operation::Set, TypeKind::Event), Patience::Waits);
            }
        }
        self.state = left;
    }

    /// Several are one acquisition: their places mean what they mean outside, and none is held while another is acquired.
    fn hold_locks(&mut self, locks: &'a Locks, block: Option<usize>) {
        let (before, first) = (self.alive(), self.summary.events.len());
        let places = locks.guards.iter().map(|guard| self.place(&guard.place.expr));
        let places: Vec<_> = places.collect();
        for (guard, place) in locks.guards.iter().zip(places) {
            let mode = if guard.read { Mode::Shared } else { Mode::Exclusive };
            let patience = locks.failure.patience();
            let how = Acquisition { patience, ..Acquisition::awaited(GuardKind::Lock, mode) };
            self.hold_as(&guard.name, (how, place, syntax::start(&guard.place.expr)), block);
        }
        for event in &mut self.summary.events[first..] {
            event.alive.clone_from(&before);
        }
        if let Some(when) = &locks.when {
            self.asks(&when.value);
        }
        // What is notified at the end uses the guard.
        if !locks.notifies.is_empty() {
            let guard = self.variables.last_mut().expect("a lock has a guard");
            guard.unused_guard = false;
        }
    }

    fn hold_permits(&mut self, permits: &'a Permits, block: Option<usize>) {
        let at = permits.semaphore.span();
        let place = match &permits.semaphore {
            Primitive::Place(place) => self.place(&place.expr),
            Primitive::Own(..) => PlaceKey::own(permits.semaphore.text()),
        };
        let generated = syntax::generated("__permit", at);
        let name = permits.name.as_ref().unwrap_or(&generated);
        let patience = permits.failure.patience();
        let how =
            Acquisition { patience, ..Acquisition::awaited(GuardKind::Permit, Mode::Exclusive) };
        self.hold_as(name, (how, place, at), block);
    }

    fn hold_as(
        &mut self,
        name: &Ident,
        (how, place, at): (Acquisition, PlaceKey, Span),
        block: Option<usize>,
    ) {
        let binding = GuardBinding::Attribute(name.clone(), block);
        let value = self.acquire(how, place, (at, true), binding);
        let variable = self.bind(name, None);
        self.own(&value, DropScope::Variable(variable));
        self.variables[variable].unused_guard =
            how.kind != GuardKind::Permit && !name.to_string().starts_with('_');
    }

    /// A block, loop or async block that carries our attributes.
    pub(super) fn held_block(&mut self, expr: &'a Expr, index: usize) -> Value<'a> {
        let holds = &self.blocks[index];
        let outside = self.allowed.len();
        self.allowed.extend(&holds.allowed);
        let inside = |walk: &mut Self, block: &'a Block| {
            let outside = walk.temporary;
            walk.scope(|walk| {
                walk.hold(holds, Some(index));
                let value = walk.block(block);
                walk.own(&value, DropScope::Temporary(outside));
                walk.end(holds);
                value
            })
        };
        let value = match expr {
            Expr::Block(block) => self.labelled(block.label.as_ref(), |w| inside(w, &block.block)),
            Expr::Unsafe(block) => inside(self, &block.block),
            Expr::Async(block) => {
                self.elsewhere(|walk| drop(inside(walk, &block.block)));
                Value::default()
            }
            _ => Value::default(),
        };
        self.allowed.truncate(outside);
        value
    }
}

/// What is notified when a hold ends.
fn notifies(hold: &Hold) -> &[Notify] {
    match hold {
        Hold::Locks(locks) => &locks.notifies,
        _ => &[],
    }
}
