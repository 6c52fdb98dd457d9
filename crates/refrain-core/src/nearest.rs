//! "Did you mean": the known name nearest to an unknown one.

use strsim::normalized_damerau_levenshtein;

/// Similarity (1 is equality) below which a name is no slip of another.
///
/// Half a name in common is what the words of schemas share with their misspellings; suggestions
/// from further away confuse more than they help.
const LEAST_SIMILARITY: f64 = 0.5;

/// Returns the known name nearest to `name` if one is near, the first of equally near ones.
///
/// Nearness is the normalised Damerau-Levenshtein similarity. Case, `_` and `-` count for nothing:
/// `user_id` is `userId`.
///
/// # Examples
///
/// ```
/// use refrain_core::nearest;
///
/// assert_eq!(nearest("user_id", ["sessionId", "userId"]), Some("userId"));
/// assert_eq!(nearest("colour", ["sessionId", "userId"]), None);
/// ```
pub fn nearest<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let name = folded(name);
    let mut best: Option<(&str, f64)> = None;
    for candidate in known {
        let similarity = normalized_damerau_levenshtein(&name, &folded(candidate));
        let nearer = best.is_none_or(|(_, found)| similarity > found);
        if similarity >= LEAST_SIMILARITY && nearer {
            best = Some((candidate, similarity));
        }
    }
    best.map(|(candidate, _)| candidate)
}

fn folded(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_first_of_equally_near_names_is_given() {
        assert_eq!(nearest("songs", ["songz", "song1"]), Some("songz"));
    }

    #[test]
    fn half_a_name_in_common_is_near_and_less_is_not() {
        assert_eq!(nearest("ab", ["ax"]), Some("ax"));
        assert_eq!(nearest("abc", ["axy"]), None);
    }

    #[test]
    fn a_name_of_other_case_and_joints_is_the_name_itself() {
        assert_eq!(nearest("Session-ID", ["session", "session_id"]), Some("session_id"));
    }
}
