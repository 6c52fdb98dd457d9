mod case;
mod cox;
mod discrete_hazard;
mod exposure_hazard;
mod exposure_options;
mod kaplan_meier;
mod visitors;
