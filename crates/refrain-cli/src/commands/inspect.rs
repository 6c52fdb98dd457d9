//! `refrain inspect`.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use refrain::Timings;
use refrain::core::EventLog;
use refrain::events::ReadLog;
use refrain::models::SavedModel;

use super::read::{read, schema};
use crate::args::InspectArgs;
use crate::failure::Failure;
use crate::output::print;

pub(crate) fn inspect(args: &InspectArgs, timings: &mut Timings) -> Result<(), Failure> {
    if let [input] = args.log.inputs.as_slice()
        && is_model(Path::new(input))
    {
        return print(&show_model(&SavedModel::load(input)?));
    }
    let schema = schema(&args.log)?;
    let ReadLog { log, report, .. } = read(&args.log, &schema, timings)?;
    print(&format!("{}\n{report}", show_log(&log)))
}

fn is_model(path: &Path) -> bool {
    const MAGIC: &[u8] = b"refrain-model ";
    let mut start = [0; MAGIC.len()];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut start));
    read.is_ok() && start == MAGIC
}

fn show_model(saved: &SavedModel) -> String {
    let header = saved.header();
    let training = &header.training;
    let mut text = format!(
        "{} model, written by refrain-models {}\n\
         fitted on {} observations, {} of which churned, at cutoffs from {} to {}\n",
        header.kind,
        header.crate_version,
        training.n_rows,
        training.n_churned,
        training.first_cutoff,
        training.last_cutoff,
    );
    // The schema is a whole file; the rest is a word each.
    for (key, value) in header.context.iter().filter(|(_, value)| !value.contains('\n')) {
        let _ = writeln!(text, "{key}: {value}");
    }
    let _ = writeln!(text, "{} features: {}", header.features.len(), header.features.join(", "));
    text
}

fn show_log(log: &EventLog) -> String {
    let mut text = format!(
        "{} events of {} entities from {} to {}, {:.1} MB in memory ({:.1} bytes an event)\n\nkinds\n",
        log.n_events(),
        log.n_entities(),
        log.range().start,
        log.range().end,
        log.heap_bytes() as f64 / 1e6,
        log.heap_bytes() as f64 / log.n_events() as f64,
    );
    let counts = log.kind_counts();
    let mut kinds: Vec<(u64, &str)> = counts.into_iter().zip(log.kinds().iter()).collect();
    kinds.sort_by(|left, right| right.0.cmp(&left.0).then(left.1.cmp(right.1)));
    for (count, kind) in kinds {
        let _ = writeln!(text, "{count:>12}  {kind}");
    }
    text.push_str("\nattributes\n");
    for (name, kind) in log.attributes() {
        let _ = writeln!(text, "  {name} ({})", kind.name());
    }
    text
}
