//! What the walk has found so far, and where it is.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
};

use proc_macro2::Span;
use syn::{Block, Expr, ExprClosure, Signature};

use crate::{
    flow::{
        ids::{BranchId, EventId, GuardId, ScopeId, TaskId, VarId},
        index::BodyIndex,
        oracle::{Oracle, Typed},
        summary::{Action, BodySummary, Branch, Event, Task},
        value::{Change, Loop, State, Variable},
    },
    plan::{Hold, Permits, Primitive, Section},
    rules::Allowance,
    syntax::Place,
};

/// Everything that the walk is told of the function.
pub(crate) struct WalkInput<'a> {
    pub(crate) signature: &'a Signature,
    pub(crate) holds: &'a Section,
    pub(crate) blocks: &'a [Section],
    pub(crate) allowances: &'a [Allowance],
    pub(crate) index: &'a BodyIndex,
    /// Whether temporaries of an `if let` end before its `else`, and those of a tail with its block, as since edition 2024.
    pub(crate) short_temporaries: bool,
    /// The model of the crate, where there is one.
    pub(crate) oracle: Option<&'a dyn Oracle>,
    /// Whether the summary is composed with those of other functions, as the model does. Else calls and tasks are events of
    /// this function alone, which the rules ask for.
    pub(crate) composes: bool,
}

/// The walk over one body: what it has found, and where it is.
pub(in crate::flow) struct Walk<'a> {
    pub(super) summary: BodySummary<'a>,
    pub(super) index: &'a BodyIndex,
    pub(super) oracle: Option<&'a dyn Oracle>,
    pub(super) composes: bool,
    pub(super) short_temporaries: bool,
    pub(super) allowances: &'a [Allowance],
    pub(super) blocks: &'a [Section],
    /// The places that attributes hold as locks, and as semaphores.
    pub(super) targets: Vec<Place>,
    pub(super) semaphores: Vec<Place>,

    // What there is.
    pub(super) state: State,
    pub(super) variables: Vec<Variable<'a>>,
    /// The values of expressions, which are the same wherever the expression is asked for, except in another run of its closure.
    pub(super) values: RefCell<HashMap<(*const Expr, usize), Typed>>,
    /// The number of the run of a closure that this is in, and how many there were.
    pub(super) closure_run: usize,
    pub(super) closure_runs: usize,
    /// What has changed so far of what they name.
    pub(super) changed: Vec<Change>,
    /// Those that names may mean here, the innermost last.
    pub(super) visible: Vec<VarId>,
    /// The guard that an expression gave, by where it is in the body.
    pub(super) guard_of_expr: HashMap<*const (), GuardId>,

    // Where it is.
    /// The innermost scope of temporaries, and how many there were.
    pub(super) temporary: ScopeId,
    pub(super) temporaries: usize,
    pub(super) branch: BranchId,
    pub(super) decisions: usize,
    /// How many conditions deep.
    pub(super) conditions: usize,
    pub(super) loops: Vec<Loop<'a>>,
    /// What is alive where the loop that was left last begins again.
    pub(super) next_round: State,
    pub(super) in_this_task: bool,
    pub(super) borrowed_futures: Vec<&'a Expr>,
    /// The code that it is in, by its number in the summary.
    pub(super) task: TaskId,
    /// Whether `.await` is possible.
    pub(super) in_async: bool,
    /// The loops that it is in, by their numbers, and how many there were.
    pub(super) loop_path: Vec<usize>,
    pub(super) loop_count: usize,
    /// The closures that run here.
    pub(super) running_closures: Vec<&'a ExprClosure>,
    /// Those that have run here, by where they are in the body.
    pub(super) closures_run: HashSet<*const ExprClosure>,
    /// The `.await` that is being gone through.
    pub(super) awaited_at: Span,
    /// The async blocks that it is in.
    pub(super) running: Vec<&'a Block>,
    pub(super) allowed: Vec<&'a Allowance>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(input: &WalkInput<'a>) -> Self {
        let (mut targets, mut semaphores) = (Vec::new(), Vec::new());
        for hold in input.blocks.iter().chain([input.holds]).flat_map(|holds| &holds.holds) {
            match hold {
                Hold::Locks(locks) => {
                    targets.extend(locks.guards.iter().map(|guard| guard.place.place.clone()));
                }
                Hold::Permits(Permits { semaphore: Primitive::Place(place), .. }) => {
                    semaphores.push(place.place.clone());
                }
                _ => {}
            }
        }
        let body = Branch { outer: BranchId::BODY, decision: 0, by: None };
        Walk {
            summary: BodySummary {
                branches: vec![body],
                tasks: vec![Task { outer: TaskId::BODY }],
                ..BodySummary::default()
            },
            index: input.index,
            oracle: input.oracle,
            composes: input.composes,
            task: TaskId::BODY,
            in_async: input.signature.asyncness.is_some(),
            loop_path: Vec::new(),
            loop_count: 0,
            running_closures: Vec::new(),
            closures_run: HashSet::new(),
            awaited_at: Span::call_site(),
            short_temporaries: input.short_temporaries,
            allowances: input.allowances,
            blocks: input.blocks,
            targets,
            semaphores,
            state: Some(Vec::new()),
            variables: Vec::new(),
            values: RefCell::default(),
            closure_run: 0,
            closure_runs: 0,
            changed: Vec::new(),
            visible: Vec::new(),
            guard_of_expr: HashMap::new(),
            temporary: ScopeId(0),
            temporaries: 0,
            branch: BranchId::BODY,
            decisions: 0,
            conditions: 0,
            loops: Vec::new(),
            next_round: None,
            in_this_task: true,
            borrowed_futures: Vec::new(),
            running: Vec::new(),
            allowed: input.holds.allowed.iter().collect(),
        }
    }

    pub(super) fn event(&mut self, action: Action<'a>, at: Span) {
        if self.state.is_none() {
            return;
        }
        self.summary.events.push(Event {
            action,
            at,
            alive: self.alive(),
            alive_sometimes: self.alive_sometimes(),
            loop_path: self.loop_path.clone(),
            task: self.task,
            branch: self.branch,
            loops: self.loops.len(),
            in_this_task: self.in_this_task,
            async_depth: self.running.len(),
            borrowed_futures: self.borrowed_futures.clone(),
            allowed: self.allowed.clone(),
        });
    }

    /// The number of the next event.
    pub(super) fn now(&self) -> EventId {
        EventId(self.summary.events.len())
    }
}
