//! Splits at each test cutoff.

use refrain_core::{Span, Time};

use super::{Protocol, TestedEntities, TrainingWindow};
use crate::{Error, ObservedRows, Split, TestCutoffs, fold_by_entity};

/// The splits of a protocol that was checked.
pub(super) fn splits(protocol: &Protocol, rows: &ObservedRows<'_>) -> Result<Vec<Split>, Error> {
    let sides = match protocol.entities {
        TestedEntities::Disjoint { n_folds } => {
            Sides::Folds(fold_by_entity(rows.ids(), n_folds, protocol.seed)?)
        }
        TestedEntities::Same => Sides::Same,
    };
    let mut splits = Vec::new();
    for cutoff in test_cutoffs(&protocol.test_cutoffs, rows.cutoffs())? {
        for fold in 0..n_folds(protocol) {
            splits.extend(split_at(protocol, rows, &sides, cutoff, fold)?);
        }
    }
    Ok(splits)
}

/// Who is tested in a fold, and who is trained on.
enum Sides {
    /// The fold of each row: that one is tested, the others are trained on.
    Folds(Vec<usize>),
    /// Everyone is both.
    Same,
}

impl Sides {
    fn tests(&self, row: usize, fold: usize) -> bool {
        match self {
            Sides::Folds(folds) => folds[row] == fold,
            Sides::Same => true,
        }
    }

    fn trains(&self, row: usize, fold: usize) -> bool {
        match self {
            Sides::Folds(folds) => folds[row] != fold,
            Sides::Same => true,
        }
    }
}

fn n_folds(protocol: &Protocol) -> usize {
    match protocol.entities {
        TestedEntities::Disjoint { n_folds } => n_folds,
        TestedEntities::Same => 1,
    }
}

/// The test cutoffs, ascending, each once.
fn test_cutoffs(asked: &TestCutoffs, of_rows: &[Time]) -> Result<Vec<Time>, Error> {
    let mut known = of_rows.to_vec();
    known.sort_unstable();
    known.dedup();
    let latest = |asked: usize| {
        let found = known.len();
        let first = found.checked_sub(asked).ok_or(Error::TooFewCutoffs { asked, found })?;
        Ok(known[first..].to_vec())
    };
    match asked {
        TestCutoffs::LaterHalf if known.len() < 2 => {
            Err(Error::TooFewCutoffs { asked: 2, found: known.len() })
        }
        TestCutoffs::LaterHalf => latest(known.len() / 2),
        TestCutoffs::Latest(n_cutoffs) => latest(*n_cutoffs),
        TestCutoffs::At(cutoffs) => {
            match cutoffs.iter().find(|cutoff| known.binary_search(cutoff).is_err()) {
                Some(cutoff) => Err(Error::UnknownCutoff { cutoff: *cutoff }),
                None => Ok(cutoffs.clone()),
            }
        }
    }
}

/// The split of one fold at one cutoff, `None` if there is nothing to test.
fn split_at(
    protocol: &Protocol,
    rows: &ObservedRows<'_>,
    sides: &Sides,
    cutoff: Time,
    fold: usize,
) -> Result<Option<Split>, Error> {
    let all = 0..rows.n_rows();
    let at_cutoff = |row: &usize| sides.tests(*row, fold) && rows.cutoffs()[*row] == cutoff;
    let test: Vec<usize> = all.clone().filter(at_cutoff).collect();
    if test.is_empty() {
        return Ok(None);
    }
    let earlier = |row: &usize| sides.trains(*row, fold) && rows.cutoffs()[*row] < cutoff;
    let dealt = Dealt::new(protocol, rows, all.filter(earlier), cutoff);
    dealt.check(protocol, rows, cutoff, fold)?;
    Ok(Some(Split {
        cutoff,
        fold,
        train: dealt.train,
        test,
        n_purged: dealt.purged.len(),
        n_embargoed: dealt.embargoed.len(),
        n_before_window: dealt.n_before_window,
        embargo: protocol.embargo,
        entities: protocol.entities,
    }))
}

/// The earlier rows of a split, by what becomes of them.
#[derive(Default)]
struct Dealt {
    train: Vec<usize>,
    purged: Vec<usize>,
    embargoed: Vec<usize>,
    n_before_window: usize,
}

impl Dealt {
    fn new(
        protocol: &Protocol,
        rows: &ObservedRows<'_>,
        earlier: impl Iterator<Item = usize>,
        cutoff: Time,
    ) -> Dealt {
        let first = match protocol.window {
            TrainingWindow::Expanding => Time::MIN,
            TrainingWindow::Sliding(span) => cutoff - span,
        };
        let mut dealt = Dealt::default();
        for row in earlier {
            let end = rows.window_ends()[row];
            if end > cutoff {
                dealt.purged.push(row);
            } else if end + protocol.embargo > cutoff {
                dealt.embargoed.push(row);
            } else if rows.cutoffs()[row] < first {
                dealt.n_before_window += 1;
            } else {
                dealt.train.push(row);
            }
        }
        dealt
    }

    /// Refuses too few rows to train on, and says why they are so few.
    fn check(
        &self,
        protocol: &Protocol,
        rows: &ObservedRows<'_>,
        cutoff: Time,
        fold: usize,
    ) -> Result<(), Error> {
        let (found, needed) = (self.train.len(), protocol.min_training_rows);
        if found > 0 && found < needed {
            return Err(Error::TooFewTrainingRows { cutoff, fold, found, needed });
        }
        if found > 0 {
            return Ok(());
        }
        if self.n_before_window > 0 {
            let n_purged = self.purged.len() + self.embargoed.len();
            return Err(Error::NoTrainingRow { cutoff, fold, n_purged });
        }
        let left_out = || self.purged.iter().chain(&self.embargoed);
        let window = |row: &usize| Span::between(rows.cutoffs()[*row], rows.window_ends()[*row]);
        let age = |row: &usize| Span::between(rows.cutoffs()[*row], cutoff);
        let (shortest, oldest) = (left_out().map(window).min(), left_out().map(age).max());
        let embargo = protocol.embargo;
        match (shortest, oldest) {
            (Some(window), Some(available)) => {
                Err(Error::HorizonTooLong { cutoff, fold, window, embargo, available })
            }
            _ => Err(Error::NoTrainingRow { cutoff, fold, n_purged: 0 }),
        }
    }
}
