//! Blocks of whole lines out of a stream.

use std::io::{self, Read};

use crate::input::block::{Blocks, Body, FileEnd, Text};
use crate::input::stream::{BLOCK_BYTES, State};

/// Bytes kept of a line that is too long.
const HEAD_BYTES: usize = 1024;

/// Cuts a stream at line ends; never holds much more than a block or the longest line.
pub(crate) struct LineBlocks<R> {
    reader: R,
    max_line_bytes: usize,
    /// The beginning of a line whose end is still to be read.
    carry: Vec<u8>,
    state: State,
}

impl<R: Read> LineBlocks<R> {
    pub(crate) fn new(reader: R, max_line_bytes: usize) -> LineBlocks<R> {
        LineBlocks { reader, max_line_bytes, carry: Vec::new(), state: State::Start }
    }

    /// A line that has grown beyond the limit: reads on to its end and keeps its beginning.
    fn too_long(&mut self, text: &mut Text) -> Body {
        let head = text.content()[..HEAD_BYTES.min(text.len())].to_vec();
        let mut n_bytes = text.len() as u64;
        loop {
            // Its beginning is kept for the report; the rest is read only to find the next line.
            text.clear();
            self.state.fill(&mut self.reader, text, BLOCK_BYTES);
            if let Some(at) = memchr::memchr(b'\n', text.content()) {
                text.split_off(at + 1, &mut self.carry);
                return Body::TooLong(head, n_bytes + at as u64);
            }
            n_bytes += text.len() as u64;
            if !matches!(self.state, State::Middle) {
                return Body::TooLong(head, n_bytes);
            }
        }
    }
}

impl<R: Read + Send> Blocks for LineBlocks<R> {
    fn next(&mut self, mut text: Text) -> io::Result<Option<Body>> {
        text.clear();
        // The beginning of a line that the last block left, at most as long as a line may be.
        text.append(&self.carry);
        self.carry.clear();
        let mut searched = 0;
        let mut target = BLOCK_BYTES;
        loop {
            self.state.fill(&mut self.reader, &mut text, target);
            if let State::Ended = self.state {
                text.pad();
                return Ok((text.len() > 0).then_some(Body::Lines(text, FileEnd::Here)));
            }
            if let Some(at) = memchr::memrchr(b'\n', &text.content()[searched..]) {
                text.split_off(searched + at + 1, &mut self.carry);
                text.pad();
                return Ok(Some(Body::Lines(text, FileEnd::Later)));
            }
            // Only now: the lines before a failure are whole and count.
            self.state.fail()?;
            if text.len() > self.max_line_bytes {
                return Ok(Some(self.too_long(&mut text)));
            }
            // No line end so far: what was searched is not searched again, and a long line costs
            // its length once.
            searched = text.len();
            target = text.len() + BLOCK_BYTES;
        }
    }
}
