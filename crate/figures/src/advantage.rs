//! The four games of the main paper in one table.

use crate::figure::DataTable;
use nearmiss::game;
use nearmiss::report::Findings;

/// What max-confidence, the paper's attack, achieves in each game. The parameter is r in Definition 2 and α in
/// Definition 4; members and non-members are the originals or targets.
pub fn advantages(findings: &Findings) -> DataTable {
    let mut table = DataTable::with_interval(&["definition", "parameter", "members", "non-members", "advantage"]);
    for row in game::advantages(findings) {
        let parameter = row.parameter.map_or(String::new(), |parameter| parameter.to_string());
        let values = [row.members, row.non_members, Some(row.advantage)];
        table.push(&[&row.definition, &parameter], &values, Some(&row.interval));
    }
    table
}
