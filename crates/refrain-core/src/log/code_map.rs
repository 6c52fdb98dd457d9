//! Values by code.

use std::fmt;

use crate::log::attribute::Code;

/// Keeps a value for each [`Code`] met, and forgets them all at once.
///
/// For work that visits the events of one entity after another: looking up a code is one access to
/// an array, and [`clear`](Self::clear) costs nothing. The map does not tell the numbers behind
/// codes, nor in which order they stand.
///
/// # Examples
///
/// ```
/// # use refrain_core::{CodeMap, EventLogBuilder, EventRow, Time};
/// # let mut builder = EventLogBuilder::new(&[])?;
/// # for (millis, kind) in [(1, "song"), (2, "help"), (3, "song")] {
/// #     builder.push(&EventRow::new("a", Time::from_millis(millis), kind))?;
/// # }
/// # let log = builder.finish()?;
/// # let entity = log.entity("a").expect("in the log");
/// # let events = log.history(entity, Time::from_millis(10)).events();
/// let mut seen: CodeMap<u32> = CodeMap::new();
/// for kind in events.kind_codes() {
///     *seen.entry(*kind) += 1;
/// }
/// assert_eq!(seen.get(events.kind_code("song")), Some(2));
/// assert_eq!(seen.get(events.kind_code("never")), None);
/// # Ok::<(), refrain_core::Error>(())
/// ```
#[derive(Clone)]
pub struct CodeMap<T> {
    slots: Vec<Slot<T>>,
    /// Slots of other rounds are forgotten.
    round: u32,
}

#[derive(Clone, Copy)]
struct Slot<T> {
    round: u32,
    value: T,
}

/// The round of slots that were never written.
const NO_ROUND: u32 = 0;

impl<T: Copy + Default> CodeMap<T> {
    /// Makes a map that holds nothing.
    pub fn new() -> CodeMap<T> {
        CodeMap { slots: Vec::new(), round: NO_ROUND + 1 }
    }

    /// Forgets all values.
    pub fn clear(&mut self) {
        self.round = self.round.wrapping_add(1);
        if self.round == NO_ROUND {
            self.slots.iter_mut().for_each(|slot| slot.round = NO_ROUND);
            self.round = NO_ROUND + 1;
        }
    }

    /// Returns the value of a code, the default one if none was kept since the last
    /// [`clear`](Self::clear).
    #[inline]
    pub fn entry(&mut self, code: Code) -> &mut T {
        let index = index(code);
        if index >= self.slots.len() {
            self.grow(index);
        }
        let slot = &mut self.slots[index];
        // A slot of an earlier round is as good as none.
        if slot.round != self.round {
            *slot = Slot { round: self.round, value: T::default() };
        }
        &mut slot.value
    }

    /// Returns the value of a code, if one was kept.
    #[inline]
    pub fn get(&self, code: Code) -> Option<T> {
        let slot = self.slots.get(index(code))?;
        (slot.round == self.round).then_some(slot.value)
    }

    #[cold]
    fn grow(&mut self, index: usize) {
        let n_slots = (index + 1).next_power_of_two();
        self.slots.resize(n_slots, Slot { round: NO_ROUND, value: T::default() });
    }
}

impl<T: Copy + Default> Default for CodeMap<T> {
    fn default() -> CodeMap<T> {
        CodeMap::new()
    }
}

impl<T> fmt::Debug for CodeMap<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CodeMap").finish_non_exhaustive()
    }
}

/// The code of no string comes first, so that it takes no room behind the others.
#[inline]
fn index(code: Code) -> usize {
    code.0.wrapping_add(1) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_is_forgotten_at_once() {
        let mut map: CodeMap<u32> = CodeMap::new();
        *map.entry(Code(7)) = 1;
        *map.entry(Code::NONE) = 2;
        assert_eq!(
            [map.get(Code(7)), map.get(Code::NONE), map.get(Code(8))],
            [Some(1), Some(2), None]
        );
        map.clear();
        assert_eq!([map.get(Code(7)), map.get(Code::NONE)], [None, None]);
        assert_eq!(*map.entry(Code(7)), 0);
    }

    #[test]
    fn rounds_that_run_out_begin_again() {
        let mut map: CodeMap<u32> = CodeMap::new();
        *map.entry(Code(3)) = 1;
        map.round = u32::MAX;
        *map.entry(Code(4)) = 2;
        map.clear();
        assert_eq!([map.get(Code(3)), map.get(Code(4))], [None, None]);
    }
}
