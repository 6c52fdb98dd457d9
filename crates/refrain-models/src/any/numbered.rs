//! Reading a model by its number in a file.

use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};

/// More models inside each other than anyone trains. A file could hold a million, each in one
/// byte, and reading them would end in an overflow of the stack.
const DEEPEST: usize = 9;

thread_local! {
    static DEPTH: Cell<usize> = const { Cell::new(0) };
}

/// A type that is stored as a number, which says what it is, and its content.
pub(super) trait Numbered: Sized {
    /// Reads the content that belongs to a number.
    fn read<'de, A: SeqAccess<'de>>(number: u32, parts: &mut A) -> Result<Self, A::Error>;
}

/// Reads number and content, unless they are too deep inside others.
pub(super) fn numbered<'de, D: Deserializer<'de>, T: Numbered>(from: D) -> Result<T, D::Error> {
    let depth = DEPTH.get();
    if depth == DEEPEST {
        return Err(D::Error::custom("models lie too deep inside each other"));
    }
    DEPTH.set(depth + 1);
    let read = from.deserialize_tuple(2, Parts(PhantomData));
    DEPTH.set(depth);
    read
}

/// Returns the next part of a sequence.
pub(super) fn next<'de, T: Deserialize<'de>, A: SeqAccess<'de>>(
    parts: &mut A,
) -> Result<T, A::Error> {
    parts.next_element()?.ok_or_else(|| A::Error::custom("a part of a model is missing"))
}

struct Parts<T>(PhantomData<T>);

impl<'de, T: Numbered> Visitor<'de> for Parts<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the number of a model and its content")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<T, A::Error> {
        let number = next(&mut parts)?;
        T::read(number, &mut parts)
    }
}
