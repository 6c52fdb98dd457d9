//! `refrain compact`.

use refrain::Timings;
use refrain::events::EventStore;

use super::args::CompactArgs;
use crate::failure::Failure;
use crate::progress::spin;

pub(crate) fn compact(args: &CompactArgs, timings: &mut Timings) -> Result<(), Failure> {
    let mut store = EventStore::open(&args.store)?;
    let before = store.size();
    timings.stage("compact", || spin("compacting", || store.compact()))?;
    let after = store.size();
    eprintln!(
        "{}: {} files instead of {}, {:.1} MB instead of {:.1} MB",
        args.store.display(),
        after.n_segments,
        before.n_segments,
        after.n_bytes as f64 / 1e6,
        before.n_bytes as f64 / 1e6,
    );
    Ok(())
}
