//! Reading a stream part by part.

use std::io::{self, Read};
use std::mem;

use crate::input::block::Text;
use crate::input::format::BYTE_ORDER_MARK;

/// Bytes of a block: small enough to stay in a core's own cache while it is parsed.
pub(crate) const BLOCK_BYTES: usize = 1 << 20;

/// Position in a stream: its start, further on, or its end.
#[derive(Debug)]
pub(crate) enum State {
    Start,
    Middle,
    /// The stream has failed; what came before it is still to be handed out.
    Failed(io::Error),
    Ended,
}

impl State {
    /// Reads until the text holds `target` bytes or the stream ends; leaves out a byte order mark.
    pub(crate) fn fill(&mut self, reader: &mut impl Read, text: &mut Text, target: usize) {
        let is_start = matches!(self, State::Start);
        if is_start {
            *self = State::Middle;
        }
        // A pipe hands out as little as it has; blocks should be full all the same.
        while matches!(self, State::Middle) && text.len() < target {
            let missing = target - text.len();
            match reader.read(&mut text.room(missing)[..missing]) {
                Ok(0) => *self = State::Ended,
                Ok(n_bytes) => text.filled(n_bytes),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => *self = State::Failed(error),
            }
        }
        // Excel writes one before its CSV; to JSON and to a name of a column it would be a
        // character.
        if is_start && text.content().starts_with(BYTE_ORDER_MARK) {
            text.skip(BYTE_ORDER_MARK.len());
        }
    }

    /// The error of a stream that has failed; after it the stream has ended.
    pub(crate) fn fail(&mut self) -> io::Result<()> {
        match mem::replace(self, State::Ended) {
            State::Failed(error) => Err(error),
            other => {
                *self = other;
                Ok(())
            }
        }
    }
}
