//! "Did you mean": the name nearest to an unknown one.

use strsim::normalized_damerau_levenshtein;

/// Below this similarity (1 is equality) a name is no slip of another.
const LEAST_SIMILARITY: f64 = 0.5;

/// Returns the candidate nearest to `name`, if one is near; the first of equally near ones.
///
/// Case, `_` and `-` count for nothing: `user_id` is `userId`.
pub(crate) fn nearest<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let name = folded(name);
    let mut best = None;
    let mut best_similarity = LEAST_SIMILARITY;
    for candidate in candidates {
        let similarity = normalized_damerau_levenshtein(&name, &folded(candidate));
        if similarity > best_similarity || (best.is_none() && similarity >= LEAST_SIMILARITY) {
            (best, best_similarity) = (Some(candidate), similarity);
        }
    }
    best
}

fn folded(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect()
}
