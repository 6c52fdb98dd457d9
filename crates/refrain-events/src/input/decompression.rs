//! Decompression that keeps what came before the damage.

use std::io::{self, BufReader, Read};
use std::sync::{Arc, OnceLock};

use bzip2::read::MultiBzDecoder;
use flate2::read::MultiGzDecoder;

use crate::report::on_damage::OnDamage;

/// Bytes asked of a compressed stream at once.
const BUFFER_BYTES: usize = 256 << 10;

/// Compression of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compression {
    Gzip,
    Zstd,
    Bzip2,
}

/// Note of the damage of a stream, if there is any.
pub(crate) type Damage = Arc<OnceLock<String>>;

/// Decompresses a stream of one or many members.
///
/// Counting damage, corrupt or cut off data end the stream and are noted; stopping at it, they
/// are an error of kind [`InvalidData`](io::ErrorKind::InvalidData).
pub(crate) struct Decoded<'r> {
    decoder: Box<dyn Read + Send + 'r>,
    source_failed: Arc<OnceLock<()>>,
    on_damage: OnDamage,
    damage: Damage,
}

impl<'r> Decoded<'r> {
    pub(crate) fn new(
        compression: Compression,
        reader: Box<dyn Read + Send + 'r>,
        on_damage: OnDamage,
    ) -> io::Result<Decoded<'r>> {
        // A decoder passes on errors of its source as its own. A disk that fails is no damaged
        // file.
        let source_failed = Arc::new(OnceLock::new());
        let source = Watched { reader, failed: Arc::clone(&source_failed) };
        let source = BufReader::with_capacity(BUFFER_BYTES, source);
        let decoder: Box<dyn Read + Send + 'r> = match compression {
            // Many members in one file are common: `cat a.gz b.gz`, and parallel compressors.
            Compression::Gzip => Box::new(MultiGzDecoder::new(source)),
            Compression::Zstd => Box::new(zstd::Decoder::with_buffer(source)?),
            Compression::Bzip2 => Box::new(MultiBzDecoder::new(source)),
        };
        Ok(Decoded { decoder, source_failed, on_damage, damage: Damage::default() })
    }

    pub(crate) fn damage(&self) -> Damage {
        Arc::clone(&self.damage)
    }
}

impl Read for Decoded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // A decoder that has failed promises nothing about what it reads next.
        if self.damage.get().is_some() {
            return Ok(0);
        }
        match self.decoder.read(buffer) {
            // A signal is no damage: whoever reads tries again.
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            Err(error) if self.source_failed.get().is_some() => Err(error),
            Err(error) => {
                // Said once: there is no other writer.
                let _ = self.damage.set(error.to_string());
                match self.on_damage {
                    OnDamage::Count => Ok(0),
                    OnDamage::Stop => Err(io::Error::new(io::ErrorKind::InvalidData, error)),
                }
            }
            result => result,
        }
    }
}

/// Remembers that a source itself has failed: the data are not at fault then.
struct Watched<R> {
    reader: R,
    failed: Arc<OnceLock<()>>,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let result = self.reader.read(buffer);
        if result.as_ref().is_err_and(|error| error.kind() != io::ErrorKind::Interrupted) {
            let _ = self.failed.set(());
        }
        result
    }
}
