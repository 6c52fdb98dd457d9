//! The rates of a rhythm, by the names that both forms give them.

use crate::Rhythm;

/// The rates, with their names in the order in which files have them.
pub(crate) fn rates(rhythm: &mut Rhythm) -> [(&'static str, &mut f64); 7] {
    [
        ("alpha", &mut rhythm.alpha_seconds),
        ("beta", &mut rhythm.beta_seconds),
        ("session-gap", &mut rhythm.session_gap_seconds),
        ("damping", &mut rhythm.damping),
        ("weekend-damping", &mut rhythm.weekend_damping),
        ("weekend-damping-offset", &mut rhythm.weekend_damping_offset_minutes),
        ("weekend-damping-scale", &mut rhythm.weekend_damping_scale_minutes),
    ]
}
