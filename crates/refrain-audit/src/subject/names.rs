//! Meanings that the names of columns suggest.

/// Splits a name into words, in lower case: `daysSince_Registration` is `days`, `since`,
/// `registration`.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before_is_lower = false;
    for letter in name.chars() {
        let begins = letter.is_uppercase() && before_is_lower;
        if begins || !letter.is_alphanumeric() {
            words.push(String::new());
        }
        if letter.is_alphanumeric() {
            words.last_mut().expect("there is a first").extend(letter.to_lowercase());
        }
        before_is_lower = letter.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

fn has(words: &[String], any_of: &[&str]) -> bool {
    words.iter().any(|word| any_of.contains(&word.as_str()))
}

fn has_beginning(words: &[String], any_of: &[&str]) -> bool {
    words.iter().any(|word| any_of.iter().any(|beginning| word.starts_with(beginning)))
}

/// Tells whether the name bounds how far the column looks back, such as `songs_7d`.
pub(crate) fn is_bounded(name: &str) -> bool {
    let is_span = |word: &String| {
        let digits = word.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
        let unit = &word[digits.len()..];
        digits.parse::<u32>().is_ok()
            && ["d", "h", "w", "day", "days", "hours", "weeks"].contains(&unit)
    };
    words(name).iter().any(is_span)
}

/// Tells whether the name is that of how long ago the last event was, or when it was.
pub(crate) fn is_recency(name: &str) -> bool {
    let words = words(name);
    if is_bounded(name) || has_beginning(&words, &["registr"]) {
        return false;
    }
    let last = has(&words, &["last", "latest"]);
    has(&words, &["recency", "inactivity", "dormant"])
        || last && has(&words, &["since", "ts", "time", "timestamp", "event", "seen", "active"])
        || has(&words, &["inactive"]) && has(&words, &["days", "hours"])
}

/// Tells whether the name is that of how long the entity has been there or was observed.
pub(crate) fn is_tenure(name: &str) -> bool {
    let words = words(name);
    if is_bounded(name) || is_recency(name) {
        return false;
    }
    let days = has(&words, &["days", "day", "hours", "weeks", "months", "time", "ts"]);
    has(&words, &["tenure", "lifetime", "lifespan", "seniority", "longevity", "since"])
        || days
            && has(&words, &["active", "known", "observed", "span", "registered", "account"])
            && !has(&words, &["per", "of", "mean", "avg", "share"])
        || days && has_beginning(&words, &["registr", "signup", "subscri"])
        || has(&words, &["first"]) && has(&words, &["ts", "event", "seen", "timestamp"])
        || has(&words, &["span"]) && has(&words, &["active", "activity", "observed"])
        || words == ["registration"]
        || has(&words, &["age"]) && has(&words, &["account", "days"])
}

/// Tells whether the name is that of a rate per time, over no stated time.
pub(crate) fn is_time_rate(name: &str) -> bool {
    let words = words(name);
    let per = words.iter().position(|word| word == "per");
    let per_time = per.and_then(|at| words.get(at + 1)).is_some_and(|unit| {
        ["day", "days", "hour", "week", "month", "minute"].contains(&unit.as_str())
    });
    !is_bounded(name) && (per_time || has(&words, &["hourly", "daily", "weekly", "monthly"]))
}

/// Tells whether the name is that of the way out, or of what accompanies it in a web log.
pub(crate) fn is_cancel_trace(name: &str) -> bool {
    let words = words(name);
    has_beginning(&words, &["cancel", "unsubscri", "churn", "terminat", "redirect"])
        || has(&words, &["307", "put", "status", "method", "http"])
        || words.iter().any(|word| word == "status307" || word == "status200")
}

/// Tells whether the name is that of an id, an index or a fold.
pub(crate) fn is_id(name: &str) -> bool {
    let words = words(name);
    let lower = name.to_lowercase();
    has(&words, &["id", "ids", "uuid", "guid", "index", "fold", "key", "unnamed"])
        || words.len() == 1
            && ["userid", "customerid", "user", "customer", "row"].contains(&lower.as_str())
        || has(&words, &["row"]) && has(&words, &["number", "no", "num"])
        || has(&words, &["account", "customer", "user"]) && has(&words, &["number", "no", "num"])
}

/// Tells whether the name says that the value is that of the end.
pub(crate) fn is_ever(name: &str) -> bool {
    let words = words(name);
    !is_bounded(name) && has(&words, &["ever", "final", "eventual", "eventually"])
}

/// Splits the name of a column of a family into stem and number, such as `songs_week_` and 3.
pub(crate) fn period(name: &str) -> Option<(String, u32)> {
    let digits = name.len() - name.trim_end_matches(|letter: char| letter.is_ascii_digit()).len();
    let (stem, number) = name.split_at(name.len() - digits);
    let words = words(stem);
    let is_period =
        has(&words, &["week", "day", "month", "period", "w", "d", "m", "p", "quarter", "q", "t"]);
    is_period.then(|| number.parse().ok().map(|number| (stem.to_owned(), number))).flatten()
}
