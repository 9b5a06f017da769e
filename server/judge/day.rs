//! Days of the calendar, in the one form that files and commands use: `2027-03-01`.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

/// A day, counted from 1 January 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i64);

impl Day {
    /// The day of this moment, in UTC.
    pub fn today() -> Day {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Day::of_seconds(since.as_secs() as i64)
    }

    /// The day of a moment, in seconds since 1970.
    pub fn of_seconds(seconds: i64) -> Day {
        Day(seconds.div_euclid(86_400))
    }

    /// The day that begins here, in seconds since 1970.
    pub fn seconds(self) -> i64 {
        self.0 * 86_400
    }

    /// `2027-03-01`; nothing else.
    pub fn parse(text: &str) -> Option<Day> {
        let mut parts = text.trim().splitn(3, '-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        if (year.len(), month.len(), day.len()) != (4, 2, 2) {
            return None;
        }
        let day = Day::of(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
        (day.to_string() == text.trim()).then_some(day)
    }

    /// The day after so many more.
    pub fn plus(self, days: i64) -> Day {
        Day(self.0 + days)
    }

    /// How many days after `other`.
    pub fn since(self, other: Day) -> i64 {
        self.0 - other.0
    }

    /// The first day of its month.
    pub fn month(self) -> Day {
        let (year, month, _) = self.parts();
        Day::of(year, month, 1)
    }

    fn of(year: i64, month: i64, day: i64) -> Day {
        // Years begin in March, so that the leap day is the last one (Hinnant, "chrono-compatible date algorithms").
        let year = if month <= 2 { year - 1 } else { year };
        let era = year.div_euclid(400);
        let of_era = year - era * 400;
        let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
        Day(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
    }

    fn parts(self) -> (i64, i64, i64) {
        let days = self.0 + 719_468;
        let era = days.div_euclid(146_097);
        let of_era = days - era * 146_097;
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let shifted = (5 * of_year + 2) / 153;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let day = of_year - (153 * shifted + 2) / 5 + 1;
        (year + era * 400 + i64::from(month <= 2), month, day)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.parts();
        write!(formatter, "{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_they_are_written() {
        for text in ["1970-01-01", "2000-02-29", "2026-11-23", "2027-03-01", "1969-12-31"] {
            assert_eq!(Day::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Day::of_seconds(951_782_400).to_string(), "2000-02-29");
        for text in ["2026-02-30", "2026-13-01", "26-01-01", "tomorrow", "2026-1-1", "2026-01-01T00:00"] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
        assert_eq!(Day::parse("2026-03-15").unwrap().month().to_string(), "2026-03-01");
    }
}
