//! Outages: times of which no row is in the log.

use refrain_core::{Span, Time, TimeRange};

use crate::CorruptionOptions;
use crate::corruption::damage::Damage;
use crate::corruption::problem::CorruptionProblem;
use crate::random::{self, uniform};

/// The gaps of a log, each with the number of rows that fell into it so far.
pub(crate) struct Gaps {
    gaps: Vec<(TimeRange, u64)>,
}

impl Gaps {
    /// Collects the gaps that were given and draws the others.
    pub(crate) fn new(
        options: &CorruptionOptions,
        simulated: TimeRange,
    ) -> Result<Gaps, CorruptionProblem> {
        let mut gaps = options.gaps.clone();
        if let Some((n_gaps, span)) = options.drawn_gaps {
            gaps.extend(draw(options.seed, n_gaps, span, simulated)?);
        }
        gaps.sort_by_key(|gap| (gap.start, gap.end));
        Ok(Gaps { gaps: gaps.into_iter().map(|gap| (gap, 0)).collect() })
    }

    /// Returns `true` if a row of this time is missing; then it counts in the first gap that it is in.
    pub(crate) fn swallow(&mut self, time: Time) -> bool {
        let gap = self.gaps.iter_mut().find(|(gap, _)| gap.contains(time));
        gap.map(|(_, n_rows)| *n_rows += 1).is_some()
    }

    pub(crate) fn damages(&self) -> impl Iterator<Item = Damage> {
        self.gaps.iter().map(|(gap, n_rows)| Damage::Gap {
            from: gap.start.millis(),
            until: gap.end.millis(),
            rows: *n_rows,
        })
    }
}

/// Draws one gap within each of `n_gaps` equal parts of the time simulated.
fn draw(
    seed: u64,
    n_gaps: u32,
    span: Span,
    simulated: TimeRange,
) -> Result<Vec<TimeRange>, CorruptionProblem> {
    let part = simulated.span().millis() / i64::from(n_gaps);
    let room = part - span.millis();
    if room < 0 {
        return Err(CorruptionProblem::GapsTooLong { n_gaps, span, simulated: simulated.span() });
    }
    let mut stream = random::stream(seed, random::GAPS);
    let gap = |idx: u32| {
        let drawn = (uniform(&mut stream) * room as f64) as i64;
        // Each in a part of its own: drawn gaps never overlap.
        let start = simulated.start.millis() + part * i64::from(idx) + drawn;
        TimeRange::new(Time::from_millis(start), Time::from_millis(start) + span)
    };
    Ok((0..n_gaps).map(gap).collect())
}
