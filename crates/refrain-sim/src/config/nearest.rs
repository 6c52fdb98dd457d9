//! "Did you mean": the name nearest to an unknown one.

use strsim::normalized_damerau_levenshtein;

/// Below this similarity (1 is equality) a name is no slip of another.
const LEAST_SIMILARITY: f64 = 0.5;

/// Returns the known name most like the one given, if any is like it; case counts for nothing.
pub(crate) fn nearest<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let name = name.to_lowercase();
    let likeness = |other: &str| normalized_damerau_levenshtein(&name, &other.to_lowercase());
    let scored = known.into_iter().map(|other| (likeness(other), other));
    let like = scored.filter(|(likeness, _)| *likeness >= LEAST_SIMILARITY);
    like.max_by(|(left, _), (right, _)| left.total_cmp(right)).map(|(_, other)| other)
}

/// Says what was expected in place of a name: one like it, or else all there are.
pub(crate) fn expected<'n>(
    what: &str,
    name: &str,
    known: impl IntoIterator<Item = &'n str> + Clone,
) -> String {
    match nearest(name, known.clone()) {
        Some(near) => format!("{what}: did you mean `{near}`?"),
        None => format!("{what}: {}", known.into_iter().collect::<Vec<_>>().join(", ")),
    }
}
