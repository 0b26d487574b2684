//! What session and page hold together without copying it.

use std::ops::Deref;
use std::rc::Rc;

/// A value that is equal to another only if it is the very same: to compare two costs nothing, however large they are.
/// Whoever holds one and finds it equal to the session's knows that nothing of it has changed.
#[derive(Debug, Default)]
pub struct Part<T>(Rc<T>);

impl<T> Part<T> {
    /// A new one.
    pub fn new(value: T) -> Part<T> {
        Part(Rc::new(value))
    }

    /// Takes over a value, if it differs.
    pub(super) fn renew(&mut self, value: T)
    where
        T: PartialEq,
    {
        if *self.0 != value {
            *self = Part::new(value);
        }
    }

    /// The value, to be changed. What others hold of it stays as it was, and is another part from now on.
    pub(super) fn edit(&mut self) -> &mut T
    where
        T: Clone,
    {
        Rc::make_mut(&mut self.0)
    }
}

/// Takes over what may be there, if it differs.
pub(super) fn renew<T: PartialEq>(part: &mut Option<Part<T>>, value: Option<T>) {
    match (part, value) {
        (Some(part), Some(value)) => part.renew(value),
        (part, value) => *part = value.map(Part::new),
    }
}

impl<T> Deref for Part<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> Clone for Part<T> {
    fn clone(&self) -> Part<T> {
        Part(self.0.clone())
    }
}

impl<T> PartialEq for Part<T> {
    fn eq(&self, other: &Part<T>) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}
