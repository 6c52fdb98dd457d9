//! Events of each kind, the one that means churn among them.

use refrain::base::{Column, EventLog, History};
use refrain::features::{CountedKind, Feature, Row};

/// Counts the events of every kind of a log.
#[derive(Debug)]
pub(crate) struct KindTotals {
    kinds: Vec<CountedKind>,
}

impl KindTotals {
    pub(crate) fn of(log: &EventLog) -> KindTotals {
        KindTotals { kinds: log.kinds().iter().map(CountedKind::new).collect() }
    }
}

/// Returns the name of the column that counts a kind.
pub(crate) fn total_of(kind: &str) -> String {
    format!("total_of_{}", CountedKind::new(kind).name)
}

impl Feature for KindTotals {
    fn columns(&self) -> Vec<Column> {
        let column = |counted: &CountedKind| {
            Column::number(total_of(&counted.kind), format!("Total of {} events", counted.kind))
                .unit("events")
                .family("behaviour")
        };
        self.kinds.iter().map(column).collect()
    }

    fn compute(&self, history: &History<'_>, row: &mut Row) {
        let events = history.events();
        let counts = events.kind_counts();
        for counted in &self.kinds {
            row.count(counts.get(events.kind_code(&counted.kind)));
        }
    }
}
