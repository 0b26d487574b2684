//! Asks a network about records and prints everything that the membership attacks make of its answers.

use crate::arguments::Query;
use crate::failure::Failure;
use crate::file;
use crate::records::{Records, Values};
use nearmiss::TargetModel;
use nearmiss::answer::{Answer, AnswerScore};
use nearmiss::dataset::Inputs;
use nearmiss::loss;
use nearmiss::membership;
use nearmiss::mlp::{Workspace, argmax};
use nearmiss::reading::{Given, MappedRecords, ReadError, Table};
use nearmiss::{Mlp, mlp_format};
use std::io::Write;

/// A column: the attack that it belongs to, and what its score is multiplied by. An attack's score is higher for
/// members; losses and entropies are printed as what they are, which is lower.
const COLUMNS: [(&str, f64); 5] =
    [("max_confidence", 1.0), ("log_odds", 1.0), ("loss", -1.0), ("entropy", -1.0), ("modified_entropy", -1.0)];

/// Prints a line a record. `max_confidence` and the confidences `p0`, `p1`, ... are float32, as the network has them; the
/// rest is computed in float64 from its float32 logits. All are printed in the shortest form that reads back the
/// same, very small and very great ones with an exponent.
pub fn query(asked: &Query, out: &mut impl Write) -> Result<(), Failure> {
    let model = TargetModel::new(file::read_model(&asked.model)?);
    let MappedRecords { numbers, inputs, labels } = read(asked, model.mlp())?;
    let score_of = |name: &str| membership::attack(name).and_then(|attack| attack.per_answer());
    let columns: Vec<(AnswerScore, f64)> =
        COLUMNS.iter().map(|(name, sign)| (score_of(name).expect("the attack scores one answer"), *sign)).collect();
    write!(out, "record,label,predicted,{}", COLUMNS.map(|(name, _)| name).join(","))?;
    (0..model.mlp().n_classes()).try_for_each(|k| write!(out, ",p{k}"))?;
    writeln!(out)?;

    let mut workspace = Workspace::default();
    let per_step = model.mlp().rows_per_step();
    for start in (0..inputs.n_rows()).step_by(per_step) {
        let rows = start..inputs.n_rows().min(start + per_step);
        let logits = model.logits(&inputs, rows.clone(), &mut workspace);
        for (row, logits) in rows.zip(logits.outer_iter()) {
            let mut confidences = logits.to_vec();
            let (record, label) = (numbers[row], labels[row]);
            write!(out, "{record},{label},{}", argmax(&confidences))?;
            let answer = Answer::of(&confidences, label);
            // The sum makes -0 to 0.
            columns.iter().try_for_each(|(attack, sign)| write!(out, ",{:?}", sign * answer.score(*attack) + 0.0))?;
            loss::softmax(&mut confidences);
            confidences.iter().try_for_each(|p| write!(out, ",{:?}", f64::from(*p)))?;
            writeln!(out)?;
        }
    }
    Ok(())
}

/// The records: of a network that knows what the columns of a person's file mean, from such a file as
/// it stands; else from a file of inputs.
fn read(asked: &Query, mlp: &Mlp) -> Result<MappedRecords, Failure> {
    let problem = |error: ReadError| Failure::Records { path: asked.records.clone(), problem: error.to_string() };
    if let Some(mapping) = mlp_format::read_mapping(&file::read(&asked.model)?) {
        // Columns without names were counted.
        let has_names = mapping.features.iter().any(|feature| !feature.name.starts_with("column "));
        let given = Given { has_names: Some(has_names), ..Given::default() };
        let bytes = file::read(&asked.records)?;
        return mapping.records(&Table::read(&bytes, given, usize::MAX).map_err(problem)?).map_err(problem);
    }
    let records = Records::read(&asked.records, mlp, Values::Numbers)?;
    let mut inputs = Inputs::empty(mlp.n_inputs());
    records.values.outer_iter().for_each(|values| inputs.push_values(values));
    Ok(MappedRecords { numbers: (0..records.labels.len()).collect(), inputs, labels: records.labels })
}
