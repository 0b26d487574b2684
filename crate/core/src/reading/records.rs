//! Records out of a file: each column becomes a feature of its kind, or the label.
//!
//! What is made of holes, rare texts and amounts comes of all records of the file, whoever takes part.

use super::class::Classes;
use super::column::{ColumnKind, ColumnReading, MAX_LEVELS};
use super::error::ReadError;
use super::grid::grid_and_median;
use super::options::Options;
use super::table::Column;
use super::twin;
use super::understanding::Reading;
use crate::dataset::{Dataset, Feature, FeatureKind, Own, Schema};
use crate::order;
use crate::seed::{Seed, Stream};
use ndarray::Array2;
use rand::seq::SliceRandom;

/// Added to a number, it makes -0 to 0: two records with either are equal.
const ZERO: f32 = 0.0;

/// Records of a file, with everything that was decided on the way.
#[derive(Debug, Clone)]
pub struct Records {
    /// What takes part.
    pub dataset: Dataset,
    /// What was decided, complete: the same file read so gives the same records.
    pub options: Options,
    /// Records of the file that could take part: with a label, and whole where that was asked.
    pub n_usable: usize,
    /// Of an amount as label: the greatest of each class but the last.
    pub bounds: Option<Vec<f64>>,
}

impl Reading {
    /// Makes records of the lines.
    ///
    /// # Errors
    /// A column that isn't there or doesn't fit its kind, a label that makes no classes, a sample too small; and as
    /// [`Dataset::new`].
    pub fn records(&self, given: &Options) -> Result<Records, ReadError> {
        let options = self.decide(given)?;
        let label = options.label.expect("decided") - 1;
        let classes = Classes::of(self, label, options.cut, options.join_labels == Some(true))?;
        let is_whole = |record: usize| {
            options
                .drop_holes
                .iter()
                .all(|column| !self.columns[column - 1].is_hole[self.table.columns[column - 1].cells[record] as usize])
        };
        let usable: Vec<usize> = (0..self.table.n_records())
            .filter(|record| classes.of_record(self, label, *record).is_some() && is_whole(*record))
            .collect();
        let n_classes = classes.names.len();
        if 2 * n_classes > usable.len() {
            let name = self.table.columns[label].name.clone();
            return Err(ReadError::TooManyClasses { column: label + 1, name, n_classes, n_records: usable.len() });
        }
        let taken = self.sample(&options, &usable, n_classes)?;
        let labels = taken.iter().filter_map(|record| classes.of_record(self, label, *record)).collect();
        let (mut features, mut values, mut filled) = (Vec::new(), Vec::new(), Vec::new());
        let mut columns = Vec::new();
        for (column, kind) in options.kinds.iter().filter(|(_, kind)| **kind != ColumnKind::LeftOut) {
            let made = self.feature(column - 1, *kind, options.drop_holes.contains(column))?;
            let cells = &self.table.columns[column - 1].cells;
            values.push(
                taken
                    .iter()
                    .map(|record| made.values[cells[*record] as usize].unwrap_or(made.fill))
                    .collect::<Vec<f32>>(),
            );
            filled.push(taken.iter().map(|record| made.is_filled[cells[*record] as usize]).collect::<Vec<bool>>());
            features.push(made.feature);
            columns.push(column - 1);
        }
        let shape = (taken.len(), features.len());
        let values = Array2::from_shape_fn(shape, |(record, feature)| values[feature][record]);
        let filled = Array2::from_shape_fn(shape, |(record, feature)| filled[feature][record]);
        let place = |column: usize| columns.iter().position(|own| *own == column).expect("it is a feature");
        let own = Own {
            filled,
            twins: twin::copies(&self.table, &columns).into_iter().map(|(a, b)| (place(a), place(b))).collect(),
            persons: options.group.map(|column| self.persons(column - 1, &taken)),
            lines: taken.iter().map(|record| self.table.lines[*record] as usize).collect(),
        };
        let schema = Schema { features, classes: classes.names, picture: None };
        let dataset = Dataset::new(schema, values, labels)?.with_own(own);
        Ok(Records { dataset, options, n_usable: usable.len(), bounds: classes.bounds })
    }

    /// The records that take part, ascending: all, or a random sample, of whole persons unless the first has more records.
    fn sample(&self, options: &Options, usable: &[usize], n_classes: usize) -> Result<Vec<usize>, ReadError> {
        let sample = options.sample.filter(|sample| *sample > 0).unwrap_or(usize::MAX);
        if sample >= usable.len() {
            return Ok(usable.to_vec());
        }
        let least = (2 * n_classes).max(Dataset::MIN_RECORDS);
        if sample < least {
            return Err(ReadError::SmallSample { sample, n_classes, least });
        }
        let persons = options.group.map(|column| self.persons(column - 1, usable));
        let person = |place: usize| persons.as_ref().map_or(place, |persons| persons[place]);
        let mut order: Vec<usize> = (0..=(0..usable.len()).map(person).max().unwrap_or(0)).collect();
        // The same records whatever the experiment's seed.
        order.shuffle(&mut Seed(1).rng(Stream::Sample, 0));
        let mut rank = vec![0; order.len()];
        order.iter().enumerate().for_each(|(at, person)| rank[*person] = at);
        let mut places: Vec<usize> = (0..usable.len()).collect();
        order::sort_by_key(&mut places, |place| (rank[person(*place)], *place));
        let cut = person(places[sample]);
        places.truncate(sample);
        if places.iter().any(|place| person(*place) != cut) {
            places.retain(|place| person(*place) != cut);
        }
        let mut taken: Vec<usize> = places.into_iter().map(|place| usable[place]).collect();
        order::sort_by_key(&mut taken, |record| *record);
        Ok(taken)
    }

    /// A number a person, by record; a hole is a person of its own.
    fn persons(&self, column: usize, records: &[usize]) -> Vec<usize> {
        let (own, reading) = (&self.table.columns[column], &self.columns[column]);
        let mut number: Vec<Option<usize>> = vec![None; own.texts.len()];
        let mut n = 0;
        let mut next = || {
            n += 1;
            n - 1
        };
        let persons = records.iter().map(|record| match own.cells[*record] as usize {
            text if reading.is_hole[text] => next(),
            text => *number[text].get_or_insert_with(&mut next),
        });
        persons.collect()
    }

    fn feature(&self, column: usize, kind: ColumnKind, drops_holes: bool) -> Result<Made, ReadError> {
        let (own, reading) = (&self.table.columns[column], &self.columns[column]);
        match kind {
            ColumnKind::Binary => self.binary(column),
            ColumnKind::Numeric => self.numeric(column),
            ColumnKind::Categorical | ColumnKind::LeftOut => {
                Ok(categorical(own, reading, reading.n_missing > 0 && !drops_holes))
            }
        }
    }

    fn binary(&self, column: usize) -> Result<Made, ReadError> {
        let (own, reading) = (&self.table.columns[column], &self.columns[column]);
        let ordered = reading.ordered_texts(own);
        let [first, second] = ordered[..] else {
            let name = own.name.clone();
            return Err(ReadError::NotTwo { column: column + 1, name, n_values: ordered.len() });
        };
        let names = [first, second].map(|text| own.texts[text].clone());
        let mut values = vec![None; own.texts.len()];
        (values[first], values[second]) = (Some(0.0), Some(1.0));
        // Holes are of records that don't take part.
        Ok(Made { feature: Feature::binary(&own.name, names), values, fill: 0.0, is_filled: reading.is_hole.clone() })
    }

    fn numeric(&self, column: usize) -> Result<Made, ReadError> {
        let (own, reading) = (&self.table.columns[column], &self.columns[column]);
        let number = |text: &String| {
            reading.notation.number(text).map(|number| number as f32 + ZERO).filter(|number| number.is_finite())
        };
        let values: Vec<Option<f32>> = own
            .texts
            .iter()
            .zip(&reading.is_hole)
            .map(|(text, is_hole)| if *is_hole { None } else { number(text) })
            .collect();
        let known = || own.cells.iter().filter_map(|id| values[*id as usize]);
        if known().next().is_none() {
            let is_text = |id: &u32| !reading.is_hole[*id as usize];
            let record = own.cells.iter().position(is_text);
            let name = own.name.clone();
            let (line, cell) = record.map_or((0, String::new()), |record| {
                (self.table.lines[record], own.texts[own.cells[record] as usize].clone())
            });
            return Err(ReadError::NoNumbers { column: column + 1, name, line, cell });
        }
        let (grid, median) = grid_and_median(known());
        let is_filled = values.iter().map(Option::is_none).collect();
        Ok(Made { feature: Feature::new(&own.name, FeatureKind::Numeric { grid }), values, fill: median, is_filled })
    }
}

/// A column made a feature.
struct Made {
    feature: Feature,
    /// By text: its value, if it has one.
    values: Vec<Option<f32>>,
    /// The value where there is none.
    fill: f32,
    /// By text: whether it isn't known, whatever stands in its place.
    is_filled: Vec<bool>,
}

/// A level a text; of very many the rarer ones are one, and so are holes.
fn categorical(column: &Column, reading: &ColumnReading, has_holes: bool) -> Made {
    let ordered = reading.ordered_texts(column);
    let mut kept = ordered.clone();
    if ordered.len() > MAX_LEVELS {
        order::sort_by(&mut kept, |a, b| reading.counts[*b].cmp(&reading.counts[*a]).then(a.cmp(b)));
        kept.truncate(MAX_LEVELS - 1);
        kept = ordered.iter().copied().filter(|text| kept.contains(text)).collect();
    }
    let mut levels: Vec<String> = kept.iter().map(|text| column.texts[*text].clone()).collect();
    let mut values = vec![None; column.texts.len()];
    kept.iter().enumerate().for_each(|(level, text)| values[*text] = Some(level as f32));
    let add = |levels: &mut Vec<String>, name: &str| {
        let is_taken = levels.iter().any(|level| level == name);
        levels.push(if is_taken { format!("({name})") } else { name.to_string() });
        (levels.len() - 1) as f32
    };
    if kept.len() < ordered.len() {
        let other = add(&mut levels, "other");
        ordered.iter().filter(|text| !kept.contains(text)).for_each(|text| values[*text] = Some(other));
    }
    let fill = if has_holes { add(&mut levels, "missing") } else { 0.0 };
    Made {
        feature: Feature::new(&column.name, FeatureKind::Categorical { levels }),
        values,
        fill,
        is_filled: reading.is_hole.clone(),
    }
}
