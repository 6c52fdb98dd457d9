//! Rows that several metrics are computed from, sorted and fitted no more than once.

use std::cell::{Cell, OnceCell};

use refrain_core::Error;

use super::{Bins, BrierDecomposition, Confusion, RankedRows, Recalibration};

/// Rows as they are at hand.
enum Rows<'a> {
    Given { labels: &'a [bool], scores: &'a [f64] },
    Ranked(&'a RankedRows),
}

/// Rows and what metrics are computed from, made when first asked for.
pub(super) struct Figures<'a> {
    rows: Rows<'a>,
    sorted: OnceCell<RankedRows>,
    confusion: Cell<Option<Confusion>>,
    decomposition: Cell<Option<(Bins, BrierDecomposition)>>,
    recalibration: Cell<Option<Recalibration>>,
}

impl<'a> Figures<'a> {
    /// Sorts only if a metric needs it: thresholds do not.
    pub(super) fn of_rows(labels: &'a [bool], scores: &'a [f64]) -> Figures<'a> {
        Figures::new(Rows::Given { labels, scores })
    }

    pub(super) fn of_ranked(rows: &'a RankedRows) -> Figures<'a> {
        Figures::new(Rows::Ranked(rows))
    }

    fn new(rows: Rows<'a>) -> Figures<'a> {
        Figures {
            rows,
            sorted: OnceCell::new(),
            confusion: Cell::new(None),
            decomposition: Cell::new(None),
            recalibration: Cell::new(None),
        }
    }

    pub(super) fn ranked(&self) -> Result<&RankedRows, Error> {
        match (&self.rows, self.sorted.get()) {
            (Rows::Ranked(rows), _) => Ok(rows),
            (Rows::Given { .. }, Some(rows)) => Ok(rows),
            (Rows::Given { labels, scores }, None) => {
                let rows = RankedRows::new(labels, scores)?;
                Ok(self.sorted.get_or_init(|| rows))
            }
        }
    }

    /// Metrics at one threshold come one after the other: the last is kept.
    pub(super) fn confusion(&self, threshold: f64) -> Result<Confusion, Error> {
        // NaN equals nothing, so a threshold of NaN is counted anew and refused each time.
        if let Some(counts) = self.confusion.get().filter(|kept| kept.threshold == threshold) {
            return Ok(counts);
        }
        let counts = match self.rows {
            Rows::Given { labels, scores } => Confusion::new(labels, scores, threshold)?,
            Rows::Ranked(rows) => rows.confusion(threshold)?,
        };
        self.confusion.set(Some(counts));
        Ok(counts)
    }

    pub(super) fn decomposition(&self, bins: Bins) -> Result<BrierDecomposition, Error> {
        if let Some((_, parts)) = self.decomposition.get().filter(|(kept, _)| *kept == bins) {
            return Ok(parts);
        }
        let parts = self.ranked()?.brier_decomposition(bins)?;
        self.decomposition.set(Some((bins, parts)));
        Ok(parts)
    }

    pub(super) fn recalibration(&self) -> Result<Recalibration, Error> {
        if let Some(line) = self.recalibration.get() {
            return Ok(line);
        }
        let line = self.ranked()?.recalibration()?;
        self.recalibration.set(Some(line));
        Ok(line)
    }
}
