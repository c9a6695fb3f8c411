//! What is compiled in is decoded when it is first looked at: a run needs a few cards of many.

use std::borrow::Cow;
use std::collections::{BTreeMap, btree_map};
use std::ops::{Deref, DerefMut, Index};
use std::sync::OnceLock;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// A value, or what it is decoded from.
#[derive(Debug, Clone)]
pub struct Late<T> {
    packed: &'static [u8],
    value: OnceLock<Box<T>>,
}

impl<T> Late<T> {
    /// A value that the build script has packed.
    pub const fn packed(packed: &'static [u8]) -> Self {
        Self { packed, value: OnceLock::new() }
    }
}

impl<T> From<T> for Late<T> {
    fn from(value: T) -> Self {
        Self { packed: &[], value: OnceLock::from(Box::new(value)) }
    }
}

impl<T: Default> Default for Late<T> {
    fn default() -> Self {
        T::default().into()
    }
}

impl<T: DeserializeOwned> Late<T> {
    /// The value itself.
    pub fn into_inner(self) -> T {
        let Self { packed, value } = self;
        value.into_inner().map_or_else(|| decoded(packed), |value| *value)
    }
}

impl<T: DeserializeOwned> Deref for Late<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value.get_or_init(|| Box::new(decoded(self.packed)))
    }
}

impl<T: DeserializeOwned> DerefMut for Late<T> {
    fn deref_mut(&mut self) -> &mut T {
        let _: &T = self;
        self.value.get_mut().expect("it has just been looked at")
    }
}

/// The build script wrote it from the same types, so it can only fail if the build is broken.
fn decoded<T: DeserializeOwned>(packed: &[u8]) -> T {
    postcard::from_bytes(packed).expect("the pack was written by the build script")
}

/// Things of one kind by id, in the order of ids, each decoded when it is first looked at.
#[derive(Debug, Clone)]
pub struct LateMap<T>(BTreeMap<Cow<'static, str>, Late<T>>);

impl<T> Default for LateMap<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T> LateMap<T> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether there is one of this id.
    pub fn contains_key(&self, id: &str) -> bool {
        self.0.contains_key(id)
    }

    /// All ids.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(Cow::as_ref)
    }

    /// Adds one; the one that had this id is gone.
    pub fn insert(&mut self, id: String, one: T) {
        self.0.insert(id.into(), one.into());
    }

    /// Takes one out.
    pub fn remove(&mut self, id: &str) {
        self.0.remove(id);
    }

    /// Adds all of another map; what had their ids is gone.
    pub fn append(&mut self, other: &mut Self) {
        self.0.append(&mut other.0);
    }
}

impl<T: DeserializeOwned> LateMap<T> {
    /// The one of this id.
    pub fn get(&self, id: &str) -> Option<&T> {
        self.0.get(id).map(Deref::deref)
    }

    /// All of them.
    pub fn values(&self) -> impl Iterator<Item = &T> + Clone {
        self.0.values().map(Deref::deref)
    }

    /// All of them with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.0.iter().map(|(id, one)| (id.as_ref(), one.deref()))
    }
}

impl<T: DeserializeOwned + Default> LateMap<T> {
    /// The one of this id, to be changed; an empty one, if there is none.
    pub fn or_default(&mut self, id: String) -> &mut T {
        self.0.entry(id.into()).or_default()
    }
}

impl<T: Serialize + DeserializeOwned> LateMap<T> {
    /// What [`packed`](Self::packed) takes: ids, each with its bytes.
    pub fn pack(&self) -> Vec<u8> {
        let bytes = |one: &T| postcard::to_allocvec(one).expect("knowledge is plain data");
        let all: Vec<(&str, Vec<u8>)> = self.iter().map(|(id, one)| (id, bytes(one))).collect();
        postcard::to_allocvec(&all).expect("knowledge is plain data")
    }
}

impl<T> LateMap<T> {
    /// A map that the build script has packed.
    pub fn packed(packed: &'static [u8]) -> Self {
        let all: Vec<(&str, &[u8])> = postcard::from_bytes(packed).expect("the pack was written by the build script");
        all.into_iter().map(|(id, one)| (id, Late::packed(one))).collect()
    }
}

impl<T: DeserializeOwned> Index<&str> for LateMap<T> {
    type Output = T;

    fn index(&self, id: &str) -> &T {
        &self.0[id]
    }
}

impl<T> FromIterator<(&'static str, Late<T>)> for LateMap<T> {
    fn from_iter<I: IntoIterator<Item = (&'static str, Late<T>)>>(all: I) -> Self {
        Self(all.into_iter().map(|(id, one)| (id.into(), one)).collect())
    }
}

impl<T: DeserializeOwned> IntoIterator for LateMap<T> {
    type Item = (String, T);
    type IntoIter = std::iter::Map<
        btree_map::IntoIter<Cow<'static, str>, Late<T>>,
        fn((Cow<'static, str>, Late<T>)) -> (String, T),
    >;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter().map(|(id, one)| (id.into_owned(), one.into_inner()))
    }
}
