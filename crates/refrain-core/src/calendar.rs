//! Days, hours and weekdays as the clocks of a place tell them.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};

use crate::time::{MS_PER_DAY, MS_PER_HOUR};
use crate::{Error, ErrorKind, LocalTime, Problem, Time, nearest};

/// Years whose changes of the clocks are known; before and after them clocks do not change.
const FIRST_YEAR: i16 = 1900;
const LAST_YEAR: i16 = 2200;

/// 1970-01-01 was a Thursday, 0 being Monday.
const FIRST_WEEKDAY: i64 = 3;

/// Calendar of a time zone: what day, hour and weekday an instant has there.
///
/// The rules of the zones are in the program, so that every machine tells the same days.
///
/// # Examples
///
/// ```
/// use refrain_core::{Calendar, Time};
///
/// let berlin = Calendar::zone("Europe/Berlin")?;
/// let late: Time = "2024-07-01T22:30:00Z".parse()?;
/// // In Berlin it is half past midnight, of the next day.
/// assert_eq!(berlin.day(late), Calendar::utc().day(late) + 1);
/// assert_eq!(berlin.start_of_day(late).to_string(), "2024-07-01T22:00:00Z");
/// # Ok::<(), refrain_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    name: Arc<str>,
    /// Offsets from UTC in milliseconds, each with the instant from which it holds, ascending.
    /// Nothing: UTC.
    offsets: Option<Arc<[(Time, i64)]>>,
}

impl Calendar {
    /// Returns the calendar of UTC.
    pub fn utc() -> Calendar {
        Calendar { name: Arc::from("UTC"), offsets: None }
    }

    /// Returns the calendar of a time zone by its name in the IANA database.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`] if there is no such zone, with the nearest name.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Calendar;
    ///
    /// assert_eq!(Calendar::zone("America/New_York")?.name(), "America/New_York");
    /// let error = Calendar::zone("Europe/Berlim").unwrap_err().to_string();
    /// assert_eq!(error, "`Europe/Berlim` is no time zone; did you mean `Europe/Berlin`?");
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn zone(name: &str) -> Result<Calendar, Error> {
        let zones = TimeZoneDatabase::bundled();
        let Ok(zone) = zones.get(name) else {
            return Err(unknown_zone(&zones, name).into());
        };
        // By the name that the database has, whatever the case of the letters.
        let name = Arc::from(zone.iana_name().unwrap_or(name));
        let offsets = offsets_of(&zone);
        let is_utc = matches!(offsets[..], [(_, 0)]);
        Ok(Calendar { name, offsets: (!is_utc).then(|| Arc::from(offsets)) })
    }

    /// Returns the name of the zone, `UTC` for UTC.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns whether days are those of UTC.
    pub fn is_utc(&self) -> bool {
        self.offsets.is_none()
    }

    /// Returns what the clocks show at an instant.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Calendar;
    ///
    /// let kolkata = Calendar::zone("Asia/Kolkata")?;
    /// let shown = kolkata.local("2024-07-01T18:30:00Z".parse()?);
    /// assert_eq!(shown.to_string(), "2024-07-02T00:00:00");
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn local(&self, time: Time) -> LocalTime {
        LocalTime::from_millis(time.millis().saturating_add(self.offset_at(time)))
    }

    /// Returns the number of the day, 0 for 1970-01-01.
    #[inline]
    pub fn day(&self, time: Time) -> i64 {
        match &self.offsets {
            None => time.utc_day(),
            Some(_) => self.local(time).millis().div_euclid(MS_PER_DAY),
        }
    }

    /// Returns the hour of the week, 0 for the first of Monday.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{Calendar, Time};
    ///
    /// // A Monday.
    /// let time: Time = "2024-07-01T05:30:00Z".parse()?;
    /// assert_eq!(Calendar::utc().hour_of_week(time), 5);
    /// assert_eq!(Calendar::zone("America/New_York")?.hour_of_week(time), 1);
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    #[inline]
    pub fn hour_of_week(&self, time: Time) -> u8 {
        let millis = match &self.offsets {
            None => time.millis(),
            Some(_) => self.local(time).millis(),
        };
        let hours = millis.div_euclid(MS_PER_HOUR) + FIRST_WEEKDAY * 24;
        hours.rem_euclid(7 * 24) as u8
    }

    /// Returns the first instant of the day that an instant lies in.
    pub fn start_of_day(&self, time: Time) -> Time {
        match &self.offsets {
            None => time.start_of_utc_day(),
            Some(_) => self.midnight(self.day(time)),
        }
    }

    /// Returns the first instant of a day, by its number.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{Calendar, Time};
    ///
    /// // The clocks were set forward on the last day of March.
    /// let berlin = Calendar::zone("Europe/Berlin")?;
    /// let day = berlin.day("2024-03-31T12:00:00Z".parse()?);
    /// let hours = berlin.midnight(day + 1).millis_since(berlin.midnight(day)) / 3_600_000;
    /// assert_eq!(hours, 23);
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn midnight(&self, day: i64) -> Time {
        self.place(LocalTime::from_millis(day.saturating_mul(MS_PER_DAY))).time()
    }

    /// Finds the instant at which the clocks show a local time.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{Calendar, Placed, When};
    ///
    /// let berlin = Calendar::zone("Europe/Berlin")?;
    /// let When::Local(twice) = "2019-10-27 02:30".parse()? else { unreachable!() };
    /// assert_eq!(berlin.place(twice), Placed::Twice("2019-10-27T00:30:00Z".parse()?));
    /// let When::Local(never) = "2019-03-31 02:30".parse()? else { unreachable!() };
    /// assert_eq!(berlin.place(never), Placed::Never("2019-03-31T01:30:00Z".parse()?));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn place(&self, local: LocalTime) -> Placed {
        let shown = Time::from_millis(local.millis());
        let Some(offsets) = &self.offsets else { return Placed::Once(shown) };
        let less = |offset: i64| Time::from_millis(shown.millis().saturating_sub(offset));
        // No clock differs from UTC by as much as a day.
        let first = self.index_at(less(MS_PER_DAY));
        let last = self.index_at(less(-MS_PER_DAY));
        let holds = |index: &usize| {
            let time = less(offsets[*index].1);
            self.index_at(time) == *index
        };
        let mut times = (first..=last).filter(holds).map(|index| less(offsets[index].1));
        match (times.next(), times.next()) {
            (Some(time), None) => Placed::Once(time),
            (Some(time), Some(_)) => Placed::Twice(time),
            // By the clock as it went before it was set forward.
            (None, _) => Placed::Never(less(self.offset_before(shown, first, last))),
        }
    }

    /// The offset that held until the change that a local time falls into.
    fn offset_before(&self, shown: Time, first: usize, last: usize) -> i64 {
        let offsets = self.offsets.as_ref().expect("asked where clocks change");
        let skips = |index: &usize| {
            let (change, after) = offsets[*index];
            let before = offsets[*index - 1].1;
            let until = change.millis().saturating_add(after);
            change.millis().saturating_add(before) <= shown.millis() && shown.millis() < until
        };
        let index = (first + 1..=last).find(skips).unwrap_or(first + 1).min(offsets.len() - 1);
        offsets[index.saturating_sub(1)].1
    }

    fn offset_at(&self, time: Time) -> i64 {
        self.offsets.as_ref().map_or(0, |offsets| offsets[self.index_at(time)].1)
    }

    /// Index of the offset that holds at an instant.
    fn index_at(&self, time: Time) -> usize {
        let offsets = self.offsets.as_deref().unwrap_or_default();
        offsets.partition_point(|(from, _)| *from <= time).saturating_sub(1)
    }
}

impl Default for Calendar {
    /// UTC.
    fn default() -> Calendar {
        Calendar::utc()
    }
}

/// Instant at which the clocks of a place show a local time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placed {
    /// The one instant at which they do.
    Once(Time),
    /// The first of two, since clocks were set back.
    Twice(Time),
    /// As long after the change as the local time was meant to be, since clocks were set forward.
    Never(Time),
}

impl Placed {
    /// Returns the instant.
    pub fn time(self) -> Time {
        match self {
            Placed::Once(time) | Placed::Twice(time) | Placed::Never(time) => time,
        }
    }
}

fn offsets_of(zone: &TimeZone) -> Vec<(Time, i64)> {
    let new_year = |year| {
        let date = jiff::civil::date(year, 1, 1).to_zoned(TimeZone::UTC);
        date.expect("a year that jiff has").timestamp()
    };
    let (start, end): (Timestamp, Timestamp) = (new_year(FIRST_YEAR), new_year(LAST_YEAR));
    let millis = |offset: jiff::tz::Offset| i64::from(offset.seconds()) * 1_000;
    let mut offsets = vec![(Time::MIN, millis(zone.to_offset(start)))];
    for change in zone.following(start).take_while(|change| change.timestamp() < end) {
        let offset = millis(change.offset());
        // Some changes are of the name alone.
        if offsets.last().is_some_and(|(_, last)| *last != offset) {
            offsets.push((Time::from_millis(change.timestamp().as_millisecond()), offset));
        }
    }
    offsets
}

fn unknown_zone(zones: &TimeZoneDatabase, name: &str) -> CalendarProblem {
    let known: Vec<String> = zones.available().map(|known| known.as_str().to_owned()).collect();
    let nearest = nearest(name, known.iter().map(String::as_str)).map(str::to_owned);
    CalendarProblem::UnknownZone { name: name.to_owned(), nearest }
}

#[derive(Debug, thiserror::Error)]
enum CalendarProblem {
    #[error("`{name}` is no time zone; {}", match .nearest {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => "write a name such as Europe/Berlin or America/New_York".to_owned(),
    })]
    UnknownZone { name: String, nearest: Option<String> },
}

impl Problem for CalendarProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Argument
    }
}
