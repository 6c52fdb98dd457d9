//! The name somebody may have meant.

/// Below this similarity (of 1) a suggestion confuses more than it helps.
const SIMILAR: f64 = 0.5;

/// Returns the candidate most similar to a name, the first of equals, if any is similar.
pub(crate) fn nearest<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    let mut best: Option<(&str, f64)> = None;
    for candidate in candidates {
        let similarity = strsim::normalized_damerau_levenshtein(name, candidate);
        if similarity >= SIMILAR && best.is_none_or(|(_, found)| similarity > found) {
            best = Some((candidate, similarity));
        }
    }
    best.map(|(candidate, _)| candidate.to_owned())
}
