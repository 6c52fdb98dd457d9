//! Registrations after the first event, which a date need not be.

use refrain_core::{Calendar, Span, Time};

/// A date of an unknown place begins at most so long before its midnight in UTC.
const EARLIEST_MIDNIGHT: Span = Span::from_hours(14);

/// Tells whether a registration is later than the first event for certain: one that is a midnight
/// may be a date, and the event of the same day comes after it.
pub(super) fn is_late(registration: Time, first: Time, calendar: &Calendar) -> bool {
    if registration <= first {
        return false;
    }
    if !calendar.is_utc() && calendar.start_of_day(registration) == registration {
        return calendar.day(registration) > calendar.day(first);
    }
    let is_date = registration.start_of_utc_day() == registration;
    !is_date || registration > first + EARLIEST_MIDNIGHT
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Time {
        text.parse().expect("a time")
    }

    #[test]
    fn a_registration_on_the_day_of_the_first_event_is_not_late() {
        let utc = Calendar::utc();
        // Half past seven in Tokyo, before midnight in UTC.
        let first = at("2026-01-05T07:30:00+09:00");
        assert!(!is_late(at("2026-01-05"), first, &utc));
        assert!(is_late(at("2026-01-06"), first, &utc));
        assert!(is_late(at("2026-01-05T00:00:01Z"), first, &utc));
        let tokyo = Calendar::zone("Asia/Tokyo").expect("a zone");
        assert!(!is_late(at("2026-01-05T00:00:00+09:00"), first, &tokyo));
        assert!(is_late(at("2026-01-06T00:00:00+09:00"), first, &tokyo));
    }
}
