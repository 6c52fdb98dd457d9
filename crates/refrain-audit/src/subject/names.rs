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

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(is: fn(&str) -> bool, yes: &[&str], no: &[&str]) {
        let wrong = |names: &[&str], expected: bool| -> Vec<String> {
            names.iter().filter(|name| is(name) != expected).map(|n| (*n).to_owned()).collect()
        };
        assert_eq!((wrong(yes, true), wrong(no, false)), (vec![], vec![]));
    }

    #[test]
    fn words_end_at_signs_and_before_capitals() {
        assert_eq!(words("daysSince_Registration"), ["days", "since", "registration"]);
        assert_eq!(words("Unnamed: 0"), ["unnamed", "0"]);
        assert_eq!(words("userID"), ["user", "id"]);
        assert_eq!(words("HTTPStatus"), ["httpstatus"]);
        assert_eq!(words("__"), [""; 0]);
    }

    #[test]
    fn bounded_lookbacks() {
        let yes = ["songs_7d", "x_12h", "x_2w", "x_3day", "x_3days", "x_5hours", "x_6weeks", "30d"];
        check(is_bounded, &yes, &["songs_7", "songs_d", "days", "x_7m", "active_days", "x7d"]);
    }

    #[test]
    fn recencies() {
        let yes = [
            "days_since_last_event",
            "last_since",
            "last_ts",
            "latest_time",
            "last_timestamp",
            "last_event",
            "last_seen",
            "last_active",
            "recency",
            "inactivity",
            "dormant",
            "inactive_days",
            "hours_inactive",
        ];
        let no = [
            "last_seen_7d",
            "recency_30d",
            "registration_last_seen",
            "since_event",
            "last_song",
            "latest",
            "inactive_users",
            "days",
        ];
        check(is_recency, &yes, &no);
    }

    #[test]
    fn tenures() {
        let yes = [
            "tenure",
            "lifetime",
            "lifespan",
            "seniority",
            "longevity",
            "since_start",
            "days_active",
            "known_hours",
            "observed_weeks",
            "span_months",
            "registered_time",
            "account_ts",
            "day_known",
            "registration_days",
            "signup_day",
            "months_subscribed",
            "first_ts",
            "first_event",
            "first_seen",
            "first_timestamp",
            "active_span",
            "activity_span",
            "observed_span",
            "registration",
            "account_age",
            "age_days",
        ];
        let no = [
            "tenure_30d",
            "days_since_last_event",
            "active_days_per_week",
            "share_of_days_active",
            "mean_days_active",
            "avg_days_active",
            "days_of_known",
            "active_share_days",
            "first_name",
            "ts",
            "span",
            "page_span",
            "age",
            "registration_page",
            "days",
            "active",
            "days_songs",
            "age_group",
        ];
        check(is_tenure, &yes, &no);
    }

    #[test]
    fn rates_per_time() {
        let yes = [
            "songs_per_day",
            "songs_per_days",
            "perHour",
            "x_per_week",
            "x_per_month",
            "x_per_minute",
            "hourly_songs",
            "daily_songs",
            "weekly_songs",
            "monthly_songs",
        ];
        check(is_time_rate, &yes, &["songs_per_session", "per", "songs_per_day_7d", "x_day"]);
    }

    #[test]
    fn traces_of_the_way_out() {
        let yes = [
            "page_cancel",
            "cancellation_visits",
            "unsubscribed",
            "churn_flag",
            "terminated",
            "redirects",
            "n_307",
            "put_share",
            "status_404",
            "method_get",
            "http_errors",
            "status307",
            "status200",
        ];
        check(is_cancel_trace, &yes, &["songs", "statue", "output", "status308"]);
    }

    #[test]
    fn ids_indices_and_folds() {
        let yes = [
            "user_id",
            "ids",
            "uuid",
            "guid",
            "index",
            "fold",
            "key",
            "Unnamed: 0",
            "userid",
            "customerid",
            "user",
            "Customer",
            "row",
            "row_number",
            "row_no",
            "row_num",
            "account_number",
            "customer_no",
            "user_num",
        ];
        let no =
            ["user_songs", "row_count", "account", "number", "no", "songs_number", "num_songs"];
        check(is_id, &yes, &no);
    }

    #[test]
    fn attributes_of_the_end() {
        let yes = ["ever_paid", "final_level", "eventual_plan", "eventually_paid"];
        check(is_ever, &yes, &["ever_paid_30d", "every_day", "finally"]);
    }

    #[test]
    fn numbered_periods() {
        let stem = |name: &str| period(name);
        assert_eq!(stem("songs_week_3"), Some(("songs_week_".to_owned(), 3)));
        assert_eq!(stem("w12"), Some(("w".to_owned(), 12)));
        for unit in ["week", "day", "month", "period", "w", "d", "m", "p", "quarter", "q", "t"] {
            assert_eq!(stem(&format!("x_{unit}_1")), Some((format!("x_{unit}_"), 1)));
        }
        assert_eq!((stem("songs_3"), stem("songs_week"), stem("3")), (None, None, None));
    }
}
