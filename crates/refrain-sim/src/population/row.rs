//! An event as positions in lists: what the engine sorts and hands on.

use crate::content::catalogue::SongIdx;
use crate::persona::PersonaIdx;
use crate::persona::chain::StateIdx;

/// One event of one user.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    /// Seconds since the epoch.
    pub(crate) at: i64,
    pub(crate) user_idx: u32,
    /// Number of sessions of the user before this one.
    pub(crate) session: u32,
    pub(crate) item_in_session: u32,
    pub(crate) state: StateIdx,
    /// The song that starts with the event; [`NO_SONG`] if none does.
    pub(crate) song: SongIdx,
    /// The persona of whose page chain the state is.
    pub(crate) persona: PersonaIdx,
}

/// Stands for no song, so that a row stays small.
pub(crate) const NO_SONG: SongIdx = SongIdx::MAX;

impl Row {
    pub(crate) fn song(&self) -> Option<SongIdx> {
        (self.song != NO_SONG).then_some(self.song)
    }
}
