//! All resources of one type.

use std::borrow::Cow;

use super::index::Index;

/// What every resource is found by.
pub trait Resource {
    /// The id, unique and compared exactly.
    fn id(&self) -> Cow<'_, str>;
    /// The userName or displayName, compared case aside.
    fn name(&self) -> Cow<'_, str>;
    /// The externalId, compared exactly; empty when there is none.
    fn external_id(&self) -> Cow<'_, str>;
}

/// The slot before all others, which is free for a row that comes and goes.
const FRONT: u32 = 0;

/// The resources of one type, numbered by slots in order of creation. A slot is never given to
/// another resource, so memberships can name it.
pub struct Register<T> {
    slots: Vec<Option<T>>,
    order: Vec<u32>,
    ids: Index,
    names: Index,
    external_ids: Index,
    revision: u64,
}

impl<T: Resource> Register<T> {
    pub(super) fn new() -> Self {
        let (order, revision) = (Vec::new(), 0);
        let (ids, names, external_ids) = (Index::default(), Index::default(), Index::default());
        Self {
            slots: vec![None],
            order,
            ids,
            names,
            external_ids,
            revision,
        }
    }

    /// Grows with every write.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The slots of the resources that exist, ascending, which is the order of creation.
    pub fn order(&self) -> &[u32] {
        &self.order
    }

    /// What a slot holds or held last.
    pub fn get(&self, slot: u32) -> Option<&T> {
        self.slots.get(slot as usize)?.as_ref()
    }

    /// The resource with this id.
    pub fn find(&self, id: &str) -> Option<(u32, &T)> {
        self.held(self.ids.candidates(id))
            .find(|(_, resource)| resource.id() == id)
    }

    /// The resources with this userName or displayName, case aside.
    pub fn named(&self, name: &str) -> impl Iterator<Item = (u32, &T)> + use<'_, T> {
        let name = name.to_lowercase();
        let candidates = self.held(self.names.candidates(&name));
        candidates.filter(move |(_, resource)| resource.name().to_lowercase() == name)
    }

    /// The resources with this externalId.
    pub fn with_external_id(&self, id: &str) -> impl Iterator<Item = (u32, &T)> + use<'_, T> {
        let id = id.to_owned();
        let candidates = self.held(self.external_ids.candidates(&id));
        candidates.filter(move |(_, resource)| resource.external_id() == id)
    }

    fn held<'a>(
        &'a self,
        slots: impl Iterator<Item = u32> + 'a,
    ) -> impl Iterator<Item = (u32, &'a T)> + 'a {
        slots.filter_map(|slot| Some((slot, self.get(slot)?)))
    }

    pub(super) fn add(&mut self, resource: T) -> u32 {
        let slot = self.slots.len() as u32;
        self.slots.push(None);
        self.order.push(slot);
        self.enter(slot, resource);
        slot
    }

    /// Puts a resource before all others, in the place of one that is there already.
    pub(super) fn put_in_front(&mut self, resource: T) {
        self.retire_front();
        self.order.insert(0, FRONT);
        self.enter(FRONT, resource);
    }

    /// Ends the resource before all others, and returns its last state.
    pub(super) fn retire_front(&mut self) -> Option<&T> {
        if self.order.first() != Some(&FRONT) {
            return None;
        }
        self.retire(FRONT);
        self.get(FRONT)
    }

    /// Changes a resource that exists.
    pub(super) fn edit(&mut self, slot: u32, change: impl FnOnce(&mut T)) {
        self.forget(slot);
        let held = self.slots.get_mut(slot as usize).and_then(Option::take);
        if let Some(mut resource) = held {
            change(&mut resource);
            self.enter(slot, resource);
        }
    }

    /// Ends a resource. Its last state stays readable by its slot, for memberships that outlive it.
    pub(super) fn retire(&mut self, slot: u32) {
        self.forget(slot);
        if let Ok(at) = self.order.binary_search(&slot) {
            self.order.remove(at);
        }
        self.revision += 1;
    }

    fn enter(&mut self, slot: u32, resource: T) {
        self.ids.insert(&resource.id(), slot);
        self.names.insert(&resource.name().to_lowercase(), slot);
        self.external_ids.insert(&resource.external_id(), slot);
        if let Some(held) = self.slots.get_mut(slot as usize) {
            *held = Some(resource);
        }
        self.revision += 1;
    }

    fn forget(&mut self, slot: u32) {
        let Some(Some(resource)) = self.slots.get(slot as usize) else {
            return;
        };
        self.ids.remove(&resource.id(), slot);
        self.names.remove(&resource.name().to_lowercase(), slot);
        self.external_ids.remove(&resource.external_id(), slot);
    }
}
