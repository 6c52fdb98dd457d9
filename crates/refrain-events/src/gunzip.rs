//! Decompression that keeps what came before the damage.

use std::io::{self, BufReader, Read};

use flate2::read::MultiGzDecoder;

use crate::ledger::OnDamage;

/// Decompresses gzip of one or many members.
///
/// Counting damage, corrupt or cut off data end the stream and are remembered; stopping at it,
/// they are an error like any other.
pub(crate) struct Gunzip<R> {
    decoder: MultiGzDecoder<BufReader<R>>,
    on_damage: OnDamage,
    damage: Option<io::Error>,
}

impl<R: Read> Gunzip<R> {
    pub(crate) fn new(reader: R, on_damage: OnDamage) -> Gunzip<R> {
        Gunzip { decoder: MultiGzDecoder::new(BufReader::new(reader)), on_damage, damage: None }
    }

    pub(crate) fn into_damage(self) -> Option<io::Error> {
        self.damage
    }
}

impl<R: Read> Read for Gunzip<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // A decoder that has failed promises nothing about what it reads next.
        if self.damage.is_some() {
            return Ok(0);
        }
        match self.decoder.read(buffer) {
            Err(error) if is_damage(&error) && self.on_damage == OnDamage::Count => {
                self.damage = Some(error);
                Ok(0)
            }
            result => result,
        }
    }
}

/// Whether the data are at fault, and not the device they come from.
pub(crate) fn is_damage(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
    matches!(error.kind(), UnexpectedEof | InvalidInput | InvalidData)
}
