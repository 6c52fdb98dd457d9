//! The name that was probably meant.

/// Returns the name most like the one given, if any is like it at all.
pub(crate) fn nearest<'n, S: AsRef<str>>(name: &str, known: &'n [S]) -> Option<&'n str> {
    /// Likeness, from 0 to 1, from which a name is suggested.
    const LIKE: f64 = 0.6;
    let name = name.to_lowercase();
    let likeness =
        |other: &S| strsim::normalized_damerau_levenshtein(&name, &other.as_ref().to_lowercase());
    let best = known.iter().max_by(|left, right| likeness(left).total_cmp(&likeness(right)))?;
    (likeness(best) >= LIKE).then_some(best.as_ref())
}
