//! `refrain ingest`.

use refrain::Timings;
use refrain::events::EventStore;

use super::args::IngestArgs;
use crate::failure::Failure;
use crate::input::{inputs, reader, say_read, schema};

pub(crate) fn ingest(args: &IngestArgs, timings: &mut Timings) -> Result<(), Failure> {
    if args.log.observed.is_some() {
        return Err(Failure::usage(
            "a store grows with every ingest: give --observed to the commands that read it",
        ));
    }
    if args.log.from.is_some() || args.log.until.is_some() {
        return Err(Failure::usage(
            "a store takes inputs whole: give --from and --until to the commands that read it",
        ));
    }
    let is_new = !EventStore::is_store(&args.store);
    let schema = match &args.log.schema {
        None if !is_new => EventStore::open(&args.store)?.schema().clone(),
        _ => schema(&args.log)?,
    };
    let inputs = inputs(&args.log)?;
    let store = EventStore::open_or_create_with_buckets(&args.store, &schema, args.buckets)?;
    let mut store = store.memory(args.memory);
    let (reader, progress) = reader(&args.log, &schema)?;
    let ingested = timings.stage("ingest", || store.ingest(&reader, &inputs));
    progress.finish();
    // A store that holds nothing would keep the schema that perhaps was the fault.
    let ingested = match ingested {
        Err(error) if is_new => {
            store.remove_if_empty()?;
            return Err(error.into());
        }
        ingested => ingested?,
    };
    say_read(&ingested.report, "");
    for name in &ingested.known {
        eprintln!("{name} is in the store already");
    }
    let size = store.size();
    eprintln!(
        "{}: {} events in {} files, {:.1} bytes an event",
        args.store.display(),
        size.n_rows,
        size.n_segments,
        size.n_bytes as f64 / size.n_rows.max(1) as f64,
    );
    Ok(())
}
