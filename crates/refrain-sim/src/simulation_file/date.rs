//! Times as TOML writes them.

use refrain_core::Time;
use toml::value::Datetime;

/// Returns a time as a value of TOML, which has the years 0 to 9999.
pub(super) fn date(time: Time) -> Option<Datetime> {
    let text = time.to_string();
    // What cannot be read back is not written.
    text.parse::<Time>().ok().and_then(|_| text.parse().ok())
}
