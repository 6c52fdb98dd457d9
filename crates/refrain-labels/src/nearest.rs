//! "Did you mean": the name nearest to an unknown one.

use strsim::normalized_damerau_levenshtein;

/// Below this similarity (1 is equality) a name is no slip of another.
const LEAST_SIMILARITY: f64 = 0.5;

/// Returns the known name nearest to one of the unknown ones, if one is near; the first of equally
/// near ones. Case counts for nothing.
pub(crate) fn nearest(unknown: &[String], known: &[String]) -> Option<String> {
    let mut best = None;
    let mut best_similarity = LEAST_SIMILARITY;
    for candidate in known {
        for name in unknown {
            let similarity =
                normalized_damerau_levenshtein(&name.to_lowercase(), &candidate.to_lowercase());
            if similarity > best_similarity {
                (best, best_similarity) = (Some(candidate), similarity);
            }
        }
    }
    best.cloned()
}
