//! `refrain dataset`.

use refrain::Timings;
use refrain::table::dataset_table;

use super::args::DatasetArgs;
use crate::failure::Failure;
use crate::input::{StudyPlan, say_left_out};
use crate::output::{check, write};

pub(crate) fn dataset(args: &DatasetArgs, timings: &mut Timings) -> Result<(), Failure> {
    check(&args.output, &args.study.log)?;
    let plan = StudyPlan::new(&args.study)?;
    let study = plan.run(&args.study.log, timings)?;
    say_left_out(&study.labels);
    write(&dataset_table(&plan.schema.roles().entity, &study.dataset)?, &args.output)
}
