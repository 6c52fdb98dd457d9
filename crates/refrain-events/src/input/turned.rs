//! Text of another layout as lines, turned while it is read.

use std::io::{self, Read};

/// Bytes read at once.
const STEP_BYTES: usize = 64 << 10;

/// Turns the bytes of a text into lines.
pub(crate) trait Turn {
    /// Appends what these bytes, which follow those before, are in lines.
    fn take(&mut self, bytes: &[u8], lines: &mut Vec<u8>);

    /// Says whether the text may end here.
    ///
    /// # Errors
    ///
    /// If it was not of the layout at all.
    fn end(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The lines of a text.
pub(crate) struct Turned<R, T> {
    reader: R,
    turn: T,
    bytes: Vec<u8>,
    lines: Vec<u8>,
    /// Bytes of the lines that were handed out.
    n_given: usize,
}

impl<R: Read, T: Turn> Turned<R, T> {
    pub(crate) fn new(reader: R, turn: T) -> Turned<R, T> {
        Turned { reader, turn, bytes: vec![0; STEP_BYTES], lines: Vec::new(), n_given: 0 }
    }
}

impl<R: Read, T: Turn> Read for Turned<R, T> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // Much of a text may be no line at all.
        while self.n_given == self.lines.len() {
            let n_read = self.reader.read(&mut self.bytes)?;
            if n_read == 0 {
                return self.turn.end().map(|()| 0);
            }
            self.n_given = 0;
            self.lines.clear();
            self.turn.take(&self.bytes[..n_read], &mut self.lines);
        }
        let rest = &self.lines[self.n_given..];
        let n_bytes = rest.len().min(buffer.len());
        buffer[..n_bytes].copy_from_slice(&rest[..n_bytes]);
        self.n_given += n_bytes;
        Ok(n_bytes)
    }
}

/// The lines of a whole text that are not blank.
#[cfg(test)]
pub(crate) fn lines_of(text: &str, turn: impl Turn) -> Vec<String> {
    let mut turned = String::new();
    Turned::new(text.as_bytes(), turn).read_to_string(&mut turned).expect("the text is UTF-8");
    turned.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}
