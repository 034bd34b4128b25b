//! Which objects are one across tasks: the same static, the same field of the same type, the two ends of a channel, and what a
//! local became when it was stored in a field.

use std::collections::{BTreeSet, HashMap};

use super::{
    compose::Composed,
    effects::What,
    summary::{Action, Channel, Class, FnId, Object, Place, Root},
};

/// An object as all tasks know it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Thing {
    Class(Class),
    /// A channel, by its number.
    Channel(usize),
    /// A variable of a function, which it shares with the tasks that it starts.
    Local(FnId, Place),
}

/// The objects of the program.
pub(crate) struct Things<'p> {
    pub(crate) channels: Vec<&'p Channel>,
    /// The fields that a local is stored in.
    stored: HashMap<(FnId, Place), BTreeSet<Class>>,
    of_local: HashMap<(FnId, Place), usize>,
    of_class: HashMap<Class, usize>,
}

impl<'p> Things<'p> {
    pub(crate) fn new(composed: &Composed<'p>) -> Self {
        let mut things = Things {
            channels: Vec::new(),
            stored: HashMap::new(),
            of_local: HashMap::new(),
            of_class: HashMap::new(),
        };
        for (index, node) in composed.nodes.all.iter().enumerate() {
            things.add_stored(composed, index);
            for channel in &node.summary.channels {
                let number = things.channels.len();
                things.channels.push(channel);
                for end in [&channel.sender, &channel.receiver] {
                    things.of_local.insert((node.function, end.clone()), number);
                }
            }
        }
        things.join_channels();
        things
    }

    fn add_stored(&mut self, composed: &Composed<'p>, node: usize) {
        let function = composed.nodes.all[node].function;
        let events = composed.nodes.all[node].summary.events.iter().enumerate();
        let spawns = events.filter(|(_, event)| matches!(event.action, Action::Spawn { .. }));
        let in_tasks = spawns.flat_map(|(event, _)| composed.task_effects(node, node, event));
        for effect in composed.effects(node).iter().cloned().chain(in_tasks) {
            if let What::Stored(object, class) = &effect.what
                && matches!(object.place.root, Root::Local(_))
            {
                let key = (function, object.place.clone());
                self.stored.entry(key).or_default().insert(class.clone());
            }
        }
    }

    /// A field that holds an end of one channel stands for it; one that holds ends of several does not.
    fn join_channels(&mut self) {
        let mut several = BTreeSet::new();
        for (local, classes) in &self.stored {
            let Some(&channel) = self.of_local.get(local) else { continue };
            for class in classes {
                let before = self.of_class.insert(class.clone(), channel);
                if before.is_some_and(|before| before != channel) {
                    several.insert(class.clone());
                }
            }
        }
        self.of_class.retain(|class, _| !several.contains(class));
    }

    /// What an object of a function is for all tasks, if that can be said.
    pub(crate) fn of(&self, function: FnId, object: &Object) -> Option<Thing> {
        if let Some(class) = &object.class {
            return Some(self.of_class(class));
        }
        if !matches!(object.place.root, Root::Local(_)) {
            return None;
        }
        let local = (function, object.place.clone());
        if let Some(&channel) = self.of_local.get(&local) {
            return Some(Thing::Channel(channel));
        }
        match self.stored.get(&local).map(|classes| classes.iter().collect::<Vec<_>>()).as_deref() {
            Some([class]) => Some(self.of_class(class)),
            _ => object.place.is(&object.place).then_some(Thing::Local(local.0, local.1)),
        }
    }

    /// Whether a channel may be full.
    pub(crate) fn is_bounded(&self, channel: &Thing) -> bool {
        match channel {
            Thing::Channel(number) => self.channels[*number].capacity.is_some(),
            Thing::Class(_) | Thing::Local(..) => true,
        }
    }

    fn of_class(&self, class: &Class) -> Thing {
        match self.of_class.get(class) {
            Some(&channel) => Thing::Channel(channel),
            None => Thing::Class(class.clone()),
        }
    }
}
