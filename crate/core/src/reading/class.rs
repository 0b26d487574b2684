//! Classes out of the label's column: its texts, joined where they differ in case alone, or amounts cut at quantiles.

use super::column::ColumnReading;
use super::error::ReadError;
use super::options::Options;
use super::table::Column;
use super::understanding::Reading;
use crate::order;

/// Classes that an amount is cut into at most.
const MAX_CUT: usize = 10;

/// Labels that are one but for case, blanks or a last dot.
pub(super) fn joined(text: &str) -> String {
    text.trim().trim_end_matches('.').trim_end().to_lowercase()
}

/// The label's classes.
pub(super) struct Classes {
    pub names: Vec<String>,
    /// By text of the label's column.
    of_text: Vec<Option<usize>>,
    /// Of an amount: the greatest of each class but the last.
    pub bounds: Option<Vec<f64>>,
}

impl Classes {
    /// The classes of a column, an amount cut into so many.
    ///
    /// # Errors
    /// An amount that can't be cut so.
    pub fn of(reading: &Reading, column: usize, cut: Option<usize>, joins: bool) -> Result<Classes, ReadError> {
        let (own, look) = (&reading.table.columns[column], &reading.columns[column]);
        if let Some(n) = cut {
            return Classes::cut(own, look, n);
        }
        let ordered = look.ordered_texts(own);
        let mut classes = Classes { names: Vec::new(), of_text: vec![None; own.texts.len()], bounds: None };
        let mut keys: Vec<String> = Vec::new();
        for text in ordered {
            let name = &own.texts[text];
            let key = if joins { joined(name) } else { name.clone() };
            let place = keys.iter().position(|own| *own == key).unwrap_or_else(|| {
                keys.push(key);
                classes.names.push(name.clone());
                keys.len() - 1
            });
            classes.of_text[text] = Some(place);
        }
        Ok(classes)
    }

    /// Amounts cut at their quantiles: a class goes up to a bound and holds it.
    fn cut(column: &Column, look: &ColumnReading, n: usize) -> Result<Classes, ReadError> {
        let numbers: Vec<Option<f64>> = column
            .texts
            .iter()
            .zip(&look.is_hole)
            .map(|(text, is_hole)| if *is_hole { None } else { look.notation.number(text) })
            .collect();
        let mut sorted: Vec<f64> = column.cells.iter().filter_map(|id| numbers[*id as usize]).collect();
        order::ascending(&mut sorted);
        let mut different = sorted.clone();
        different.dedup();
        let most = different.len().min(MAX_CUT);
        if !(2..=most).contains(&n) {
            return Err(ReadError::Cut { asked: n, most });
        }
        // The last of a class; equal bounds would leave one empty.
        let mut bounds: Vec<f64> = (1..n).map(|k| sorted[(k * sorted.len()).div_ceil(n) - 1]).collect();
        bounds.retain(|bound| *bound < sorted[sorted.len() - 1]);
        bounds.dedup();
        let mut names: Vec<String> = bounds.iter().map(|bound| format!("up to {bound}")).collect();
        names.push(bounds.last().map_or("all".to_string(), |bound| format!("over {bound}")));
        for (place, pair) in bounds.windows(2).enumerate() {
            names[place + 1] = format!("over {} to {}", pair[0], pair[1]);
        }
        let of = |number: &Option<f64>| number.map(|number| bounds.partition_point(|bound| *bound < number));
        let of_text = numbers.iter().map(of).collect();
        Ok(Classes { of_text, names, bounds: Some(bounds) })
    }

    /// A record's class, if it has one.
    pub fn of_record(&self, reading: &Reading, column: usize, record: usize) -> Option<usize> {
        self.of_text[reading.table.columns[column].cells[record] as usize]
    }
}

/// By record its class, if it has one, and the classes with their records.
pub(super) type Labelled = (Vec<Option<usize>>, Vec<(String, usize)>);

/// What the label says of every record by these decisions.
///
/// # Errors
/// An amount that can't be cut so.
pub(super) fn labelled(reading: &Reading, options: &Options) -> Result<Labelled, ReadError> {
    let label = options.label.ok_or(ReadError::NoLabel)? - 1;
    let classes = Classes::of(reading, label, options.cut, options.join_labels == Some(true))?;
    let labels: Vec<Option<usize>> =
        (0..reading.table.n_records()).map(|record| classes.of_record(reading, label, record)).collect();
    let mut counts = vec![0; classes.names.len()];
    labels.iter().flatten().for_each(|class| counts[*class] += 1);
    Ok((labels, classes.names.into_iter().zip(counts).collect()))
}
