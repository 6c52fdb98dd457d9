//! Changes of a log in words.

use std::fmt;

use super::{LogChange, LogShift, LogSubject, LogWay};

impl fmt::Display for LogSubject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LogSubject::Kind(kind) => write!(f, "the kind `{kind}`"),
            LogSubject::Value { attribute, value } => write!(f, "the {attribute} `{value}`"),
            LogSubject::Attribute(attribute) => write!(f, "`{attribute}`"),
            LogSubject::Sessions => f.write_str("a session"),
            LogSubject::Registrations => f.write_str("a registration"),
        }
    }
}

impl fmt::Display for LogChange {
    /// A sentence without a full stop, such as ``no event has the kind `NextSong` (about 210
    /// expected); `next_song` came (80 % of the events)``.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.way {
            LogWay::Gone { n_expected, instead } => {
                write!(f, "no event has {} (about {n_expected:.0} expected)", self.subject)?;
                match instead {
                    Some((name, share)) => {
                        write!(f, "; `{name}` came ({} of the events)", percent(*share))
                    }
                    None => Ok(()),
                }
            }
            LogWay::Came { share } => {
                let (subject, share) = (&self.subject, percent(*share));
                write!(f, "training never saw {subject} ({share} of the events)")
            }
        }
    }
}

impl fmt::Display for LogShift {
    /// A sentence without a full stop, such as ``the kind `Error` is 40 % of the events, in
    /// training 2 %``.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LogShift::Share { subject, before, now } => {
                let (before, now) = (percent(*before), percent(*now));
                write!(f, "{now} of the events have {subject}, in training {before}")
            }
            LogShift::Median { attribute, before, now } => {
                write!(f, "the median of `{attribute}` is {now}, in training {before}")
            }
        }
    }
}

fn percent(share: f64) -> String {
    let percent = 100.0 * share;
    if percent >= 1.0 { format!("{percent:.0} %") } else { format!("{percent:.2} %") }
}
