//! Detection of the dialect that a table is written in.

use std::cmp::Reverse;

use memchr::memchr;

use super::dialect::{DELIMITERS, Dialect, Escape};
use super::fields::n_fields;
use super::records::{Found, Records};
use super::scan::More;

impl Dialect {
    /// Tells the dialect by the beginning of a table, without a byte order mark.
    ///
    /// Every dialect reads the complete records of the head. The best is the one that finds more
    /// than one column in the header, then that with the most records of as many fields as the
    /// header, then with the fewest other ones, then with the most columns. Of equals RFC 4180
    /// goes before Spark, and a comma before `;`, tab and `|`.
    pub(crate) fn detect(head: &[u8]) -> Dialect {
        let dialects = [Escape::DoubledQuote, Escape::Backslash]
            .map(|escape| DELIMITERS.map(|delimiter| Dialect { delimiter, escape }));
        // max_by_key takes the last of equals.
        let best = dialects.into_iter().flatten().rev().max_by_key(|dialect| fit(head, *dialect));
        best.expect("there are dialects")
    }
}

/// Measure of how well a dialect explains a table: the greater, the better.
#[derive(Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    has_columns: bool,
    n_good: usize,
    n_bad: Reverse<usize>,
    n_columns: usize,
}

fn fit(head: &[u8], dialect: Dialect) -> Fit {
    // The end of the head is seldom that of a record, but a line without an end is all there is.
    let more = if memchr(b'\n', head).is_some() { More::Yes } else { More::No };
    // The head is short, and a limit would only make a long record look like a bad one.
    let mut records = Records::new(dialect, usize::MAX);
    let mut fit = Fit::default();
    while let Some(found) = records.next(head, more) {
        let Found::Record { bytes, .. } = found else { continue };
        let counted = n_fields(&head[bytes], dialect);
        if let (0, Ok(n_columns)) = (fit.n_columns, counted) {
            fit.n_columns = n_columns;
            fit.has_columns = n_columns > 1;
            records.expect_columns(n_columns);
        }
        match counted {
            Ok(n_fields) if n_fields == fit.n_columns => fit.n_good += 1,
            _ => fit.n_bad.0 += 1,
        }
    }
    fit
}
