//! Functional dependency: the value of one column settles that of another, as a user settles a
//! birthday.

use super::code::{Code, NO_VALUE};
use super::table::Column;

/// Fewest rows that must have had the chance to differ.
const LEAST_TESTED: usize = 3;

/// Least strength of a dependency: the agreement of rows beyond chance, of which 1 is always.
const LEAST_STRENGTH: f64 = 0.95;

/// Tells whether rows equal in `key` are nearly always equal in `other` as well, and not because
/// `other` hardly varies at all.
pub(super) fn determines(key: &Column, other: &Column) -> bool {
    codes_determine(key, &other.codes, other.n_codes())
}

/// Tells whether rows equal in `key` have `other` either all or none.
pub(super) fn determines_presence(key: &Column, other: &Column) -> bool {
    let presence: Vec<Code> = other.codes.iter().map(|code| u32::from(*code != NO_VALUE)).collect();
    codes_determine(key, &presence, 2)
}

fn codes_determine(key: &Column, other: &[Code], n_other: usize) -> bool {
    // Against the first row of each key, not all pairs: one pass, and a key that changes once is
    // caught by half of its rows.
    let mut first: Vec<Option<Code>> = vec![None; key.n_codes()];
    let mut totals = vec![0_usize; n_other];
    let (mut n_tested, mut n_agreeing) = (0, 0);
    for (key, other) in key.codes.iter().zip(other).filter(|(key, _)| **key != NO_VALUE) {
        totals[*other as usize] += 1;
        match first[*key as usize] {
            None => first[*key as usize] = Some(*other),
            Some(first) => {
                n_tested += 1;
                n_agreeing += usize::from(first == *other);
            }
        }
    }
    n_tested >= LEAST_TESTED && strength(n_agreeing, n_tested, &totals) >= LEAST_STRENGTH
}

/// Cohen's kappa against two rows drawn at random; 0 where the other column is constant.
fn strength(n_agreeing: usize, n_tested: usize, totals: &[usize]) -> f64 {
    let n_rows: usize = totals.iter().sum();
    // Two rows drawn at random agree so often; a column of mostly one value would else be settled
    // by anything.
    let chance: f64 = totals.iter().map(|n| (*n as f64 / n_rows as f64).powi(2)).sum();
    let agreement = n_agreeing as f64 / n_tested as f64;
    if chance < 1.0 { (agreement - chance) / (1.0 - chance) } else { 0.0 }
}
