//! Blocks of whole lines out of a stream.

use std::io::{self, Read};
use std::mem;

use crate::block::{Body, FileEnd, Text};
use crate::feeder::Blocks;

/// Bytes of a block: small enough to stay in a core's own cache while it is parsed.
const BLOCK_BYTES: usize = 1 << 20;

/// Bytes kept of a line that is too long.
const HEAD_BYTES: usize = 1024;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Cuts a stream at line ends; never holds much more than a block or the longest line.
pub(crate) struct LineBlocks<R> {
    reader: R,
    max_line_bytes: usize,
    /// The beginning of a line whose end is still to be read.
    carry: Vec<u8>,
    state: State,
}

enum State {
    Start,
    Middle,
    /// The stream has failed; what came before it is still handed out.
    Failed(io::Error),
    Ended,
}

impl<R: Read> LineBlocks<R> {
    pub(crate) fn new(reader: R, max_line_bytes: usize) -> LineBlocks<R> {
        LineBlocks { reader, max_line_bytes, carry: Vec::new(), state: State::Start }
    }

    /// Reads until the text holds `target` bytes or the stream ends.
    fn fill(&mut self, text: &mut Text, target: usize) {
        while text.len() < target {
            let missing = target - text.len();
            match self.reader.read(&mut text.room(missing)[..missing]) {
                Ok(0) => self.state = State::Ended,
                Ok(n_bytes) => {
                    text.filled(n_bytes);
                    continue;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => self.state = State::Failed(error),
            }
            return;
        }
    }

    /// A line that has grown beyond the limit: reads on to its end and keeps its beginning.
    fn too_long(&mut self, text: &mut Text) -> Body {
        let head = text.content()[..HEAD_BYTES.min(text.len())].to_vec();
        let mut n_bytes = text.len() as u64;
        loop {
            text.clear();
            self.fill(text, BLOCK_BYTES);
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
        text.append(&self.carry);
        self.carry.clear();
        let mut searched = 0;
        let mut target = BLOCK_BYTES;
        loop {
            let is_start = matches!(self.state, State::Start);
            if matches!(self.state, State::Start | State::Middle) {
                self.state = State::Middle;
                self.fill(&mut text, target);
            }
            if is_start && text.content().starts_with(BYTE_ORDER_MARK) {
                text.skip(BYTE_ORDER_MARK.len());
            }
            if let State::Ended = self.state {
                text.pad();
                return Ok((text.len() > 0).then_some(Body::Lines(text, FileEnd::Here)));
            }
            if let Some(at) = memchr::memrchr(b'\n', &text.content()[searched..]) {
                text.split_off(searched + at + 1, &mut self.carry);
                text.pad();
                return Ok(Some(Body::Lines(text, FileEnd::Later)));
            }
            if let State::Failed(_) = self.state {
                let State::Failed(error) = mem::replace(&mut self.state, State::Ended) else {
                    unreachable!("just matched")
                };
                return Err(error);
            }
            if text.len() > self.max_line_bytes {
                return Ok(Some(self.too_long(&mut text)));
            }
            searched = text.len();
            target = text.len() + BLOCK_BYTES;
        }
    }
}
