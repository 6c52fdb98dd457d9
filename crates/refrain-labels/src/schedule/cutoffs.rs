//! The cutoffs of each entity of a log.

use std::fmt;

use refrain_core::{EntityIdx, Span, Time};

/// The cutoffs of each entity of a log, as a [`Schedule`](crate::Schedule) gives them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cutoffs {
    groups: Vec<CutoffGroup>,
    placed: Placed,
}

/// Cutoffs that are counted together: the same for all entities, or alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum CutoffGroup {
    /// One instant.
    At(Time),
    /// The instants at which the tenure is this long.
    Tenure(Span),
    /// After events of a day of the log's calendar: the date as its midnight in UTC.
    Day(Time),
}

/// An RFC 3339 instant, a span such as `30d`, or a date.
impl fmt::Display for CutoffGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CutoffGroup::At(cutoff) => cutoff.fmt(f),
            CutoffGroup::Tenure(tenure) => tenure.fmt(f),
            CutoffGroup::Day(midnight) => {
                let shown = midnight.to_string();
                f.write_str(shown.split('T').next().unwrap_or(&shown))
            }
        }
    }
}

/// A cutoff and the group it is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct GroupedCutoff {
    pub(crate) cutoff: Time,
    pub(crate) group_idx: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Placed {
    Shared(Vec<GroupedCutoff>),
    /// End of each entity's cutoffs among all.
    Own {
        ends: Vec<usize>,
        cutoffs: Vec<GroupedCutoff>,
    },
}

impl Cutoffs {
    /// The same cutoffs for all entities, ascending and distinct.
    pub(crate) fn shared(cutoffs: Vec<Time>) -> Cutoffs {
        let grouped = cutoffs.iter().enumerate();
        let grouped =
            grouped.map(|(group_idx, cutoff)| GroupedCutoff { cutoff: *cutoff, group_idx });
        Cutoffs {
            placed: Placed::Shared(grouped.collect()),
            groups: cutoffs.into_iter().map(CutoffGroup::At).collect(),
        }
    }

    /// The cutoffs of each entity with their groups, which are distinct and ascending.
    ///
    /// Two groups can have one cutoff of an entity; it counts in the first of them.
    pub(crate) fn own(
        groups: Vec<CutoffGroup>,
        of_entities: impl Iterator<Item = Vec<(Time, CutoffGroup)>>,
    ) -> Cutoffs {
        let (mut ends, mut cutoffs) = (Vec::new(), Vec::new());
        for own in of_entities {
            let grouped = own.into_iter().map(|(cutoff, group)| {
                let group_idx = groups.binary_search(&group).expect("made of these groups");
                GroupedCutoff { cutoff, group_idx }
            });
            let mut grouped: Vec<GroupedCutoff> = grouped.collect();
            grouped.sort_unstable();
            // Sorted by group within a cutoff, so that the first group stays.
            grouped.dedup_by_key(|place| place.cutoff);
            cutoffs.extend(grouped);
            ends.push(cutoffs.len());
        }
        Cutoffs { groups, placed: Placed::Own { ends, cutoffs } }
    }

    /// Returns the groups that cutoffs are counted in, ascending.
    pub fn groups(&self) -> &[CutoffGroup] {
        &self.groups
    }

    /// Iterates over an entity's cutoffs, ascending and distinct.
    ///
    /// # Panics
    ///
    /// If each entity has its own and the index is of another, larger log.
    pub fn of(&self, entity: EntityIdx) -> impl Iterator<Item = Time> {
        self.grouped(entity).iter().map(|place| place.cutoff)
    }

    pub(crate) fn grouped(&self, entity: EntityIdx) -> &[GroupedCutoff] {
        match &self.placed {
            Placed::Shared(cutoffs) => cutoffs,
            Placed::Own { ends, cutoffs } => {
                let position = entity.position();
                let start = if position == 0 { 0 } else { ends[position - 1] };
                &cutoffs[start..ends[position]]
            }
        }
    }

    /// All cutoffs, those of one entity after those of another.
    pub(crate) fn all(&self) -> &[GroupedCutoff] {
        match &self.placed {
            Placed::Shared(cutoffs) | Placed::Own { cutoffs, .. } => cutoffs,
        }
    }
}
