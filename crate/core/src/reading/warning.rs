//! What spoils a result, said before it is computed, and what was decided that nobody asked for.

use super::class::{Labelled, joined};
use super::column::{ColumnKind, ColumnReading, LeftOut, MAX_LEVELS};
use super::layout::FirstRow;
use super::options::Options;

use super::table::{Column, OddLines, Table};
use super::text::Encoding;
use super::twin::{self, mixed};
use crate::order;
use crate::sorted_map::SortedMap;

/// All sentences about a file that is taken by these decisions, which give these columns and labels.
pub fn warnings(table: &Table, readings: &[ColumnReading], options: &Options, labelled: &Labelled) -> Vec<String> {
    let label = options.label.map_or(0, |column| column - 1);
    let look = Look { table, readings, options, label, labels: &labelled.0, classes: &labelled.1 };
    let mut all = look.of_the_file();
    all.extend(look.holes());
    all.extend(look.numbers());
    all.extend(look.levels());
    all.extend(look.classes());
    all.extend(look.cases());
    all.extend(look.copies());
    all.extend(look.leaks());
    all.extend(look.persons());
    all.extend(look.duplicates());
    all.extend(look.order());
    all
}

struct Look<'a> {
    table: &'a Table,
    readings: &'a [ColumnReading],
    options: &'a Options,
    /// Its column, from 0.
    label: usize,
    /// By record: its class, if it has one.
    labels: &'a [Option<usize>],
    /// With their records.
    classes: &'a [(String, usize)],
}

impl Look<'_> {
    fn column(&self, column: usize) -> &Column {
        &self.table.columns[column]
    }

    /// Columns that are features.
    fn features(&self) -> impl Iterator<Item = usize> {
        (0..self.readings.len())
            .filter(|column| *column != self.label && self.readings[*column].kind != ColumnKind::LeftOut)
    }

    /// Names of columns, the first few of many.
    fn names(&self, columns: &[usize]) -> String {
        let shown: Vec<String> =
            columns.iter().take(5).map(|column| format!("“{}”", self.column(*column).name)).collect();
        let rest = columns.len().saturating_sub(5);
        if rest > 0 { format!("{} and {rest} more", shown.join(", ")) } else { shown.join(", ") }
    }

    fn of_the_file(&self) -> Vec<String> {
        let mut all = Vec::new();
        if self.table.encoding == Encoding::Windows1252 {
            all.push(
                "The file isn't UTF-8: it was read as Windows-1252, so look whether letters with accents are right."
                    .to_string(),
            );
        }
        if self.table.first_row == FirstRow::NamesButFirst {
            all.push("The first line has one name less than there are columns: the first column holds row names, an identifier, and is left out.".to_string());
        }
        let OddLines { left_out, shortened, quotes } = &self.table.odd;
        let lines = |lines: &[u64]| {
            let shown: Vec<String> = lines.iter().take(5).map(u64::to_string).collect();
            let more = if lines.len() > 5 { format!(" and {} more", lines.len() - 5) } else { String::new() };
            format!("line{} {}{more}", if lines.len() > 1 { "s" } else { "" }, shown.join(", "))
        };
        if let Some((line, n)) = left_out.first() {
            let numbers: Vec<u64> = left_out.iter().map(|(line, _)| *line).collect();
            let width = self.table.columns.len();
            all.push(format!(
                "Left out for another number of cells than {width}: {} (line {line} has {n}).",
                lines(&numbers)
            ));
        }
        if !shortened.is_empty() {
            all.push(format!("Empty cells beyond the last column were dropped on {}.", lines(shortened)));
        }
        if !quotes.is_empty() {
            all.push(format!("A quote is opened and never closed on {}; it was taken for a character.", lines(quotes)));
        }
        all
    }

    fn holes(&self) -> Vec<String> {
        let mut all = Vec::new();
        let with = self.features().filter(|column| self.readings[*column].n_missing > 0);
        let (dropping, filled): (Vec<usize>, Vec<usize>) =
            with.partition(|column| self.options.drop_holes.contains(&(column + 1)));
        let n_cells = |columns: &[usize]| columns.iter().map(|column| self.readings[*column].n_missing).sum::<usize>();
        if !filled.is_empty() {
            all.push(format!(
                "{} cells are missing (holes), in {}. In a column of categories a level “missing” stands for them, in one of numbers its median. Such a cell is never guessed: what is asked of many records is asked of those that have it.",
                n_cells(&filled),
                self.names(&filled)
            ));
        }
        if !dropping.is_empty() {
            all.push(format!(
                "{} cells are missing (holes), in {}: their records are left out.",
                n_cells(&dropping),
                self.names(&dropping)
            ));
        }
        let unlabelled = self.labels.iter().filter(|label| label.is_none()).count();
        if unlabelled > 0 {
            all.push(format!("{unlabelled} records have no label: they are left out."));
        }
        all
    }

    fn numbers(&self) -> Vec<String> {
        let mut all = Vec::new();
        for column in self.features().filter(|column| self.readings[*column].n_no_numbers > 0) {
            let reading = &self.readings[column];
            let texts = self.column(column).texts.iter().zip(&reading.is_hole);
            let mut odd = texts.filter(|(text, is_hole)| !**is_hole && reading.notation.number(text).is_none());
            let example = odd.next().map_or("", |(text, _)| text);
            let n = reading.n_no_numbers;
            let name = &self.column(column).name;
            all.push(format!(
                "{n} cells of “{name}” are no numbers, such as “{example}”: they count as missing (holes)."
            ));
        }
        let written: Vec<usize> = self
            .features()
            .filter(|column| {
                let reading = &self.readings[*column];
                reading.kind == ColumnKind::Numeric && reading.notation != super::cell::Notation::Plain
            })
            .collect();
        if let Some(first) = written.first() {
            let example = self.readings[*first].examples(self.column(*first)).into_iter().next().unwrap_or_default();
            let number = self.readings[*first].notation.number(&example).unwrap_or_default();
            all.push(format!(
                "Numbers are written in their own way in {}: “{example}” is {number}.",
                self.names(&written)
            ));
        }
        all
    }

    fn levels(&self) -> Vec<String> {
        let many = self.features().filter(|column| {
            let reading = &self.readings[*column];
            reading.kind == ColumnKind::Categorical && reading.n_distinct > MAX_LEVELS
        });
        many.map(|column| {
            let n = self.readings[column].n_distinct;
            let name = &self.column(column).name;
            format!(
                "“{name}” has {n} different texts: the {} most frequent are kept, the others count as “other”.",
                MAX_LEVELS - 1
            )
        })
        .collect()
    }

    fn classes(&self) -> Vec<String> {
        let n: usize = self.classes.iter().map(|(_, n)| n).sum();
        let mut all = Vec::new();
        if self.options.cut.is_some() {
            all.push(format!(
                "The label “{}” is an amount: it is cut into {} classes at its quantiles.",
                self.column(self.label).name,
                self.classes.len()
            ));
        }
        let small: Vec<String> =
            self.classes.iter().filter(|(_, n)| *n < 5).take(5).map(|(text, n)| format!("“{text}” ({n})")).collect();
        if !small.is_empty() {
            all.push(format!("Classes with fewer than 5 records say nothing of themselves: {}.", small.join(", ")));
        }
        if let Some((text, most)) = self.classes.iter().find(|(_, most)| 20 * most > 19 * n) {
            all.push(format!(
                "Nearly all records ({most} of {n}) are in the class “{text}”: a model that always says so is right in as many."
            ));
        }
        all
    }

    fn cases(&self) -> Vec<String> {
        let mut alike: SortedMap<String, Vec<&str>> = SortedMap::new();
        self.classes.iter().for_each(|(text, _)| alike.or_default(joined(text)).push(text));
        let n = alike.len();
        let Some(pair) = alike.into_values().find(|texts| texts.len() > 1) else { return Vec::new() };
        let shown: Vec<String> = pair.iter().map(|text| format!("“{text}”")).collect();
        vec![format!(
            "Labels differ only in case, blanks or a last dot, such as {}: joined they are {n} classes instead of {}.",
            shown.join(" and "),
            self.classes.len()
        )]
    }

    fn copies(&self) -> Vec<String> {
        let columns: Vec<usize> = self.features().collect();
        let pairs = twin::copies(self.table, &columns);
        let told = pairs.iter().take(5).map(|(copy, original)| {
            let (copy, original) = (&self.column(*copy).name, &self.column(*original).name);
            format!("“{copy}” is nothing but “{original}” in other words: who knows the one knows the other, so both are unknown together.")
        });
        told.collect()
    }

    /// Columns that tell the label, by what stands in them or by whether anything does.
    fn leaks(&self) -> Vec<String> {
        let tells = |codes: &mut dyn Iterator<Item = usize>, n_codes: usize| {
            let mut class_of: Vec<Option<usize>> = vec![None; n_codes];
            let mut labelled = codes.zip(self.labels).filter_map(|(code, class)| Some((code, (*class)?)));
            let is_told = labelled.all(|(code, class)| *class_of[code].get_or_insert(class) == class);
            is_told && (0..self.classes.len()).all(|class| class_of.contains(&Some(class)))
        };
        let n = self.table.n_records();
        let columns = (0..self.readings.len()).filter(|column| *column != self.label);
        let leaks = columns.filter_map(|column| {
            let (own, reading) = (self.column(column), &self.readings[column]);
            let name = &own.name;
            // What is different in nearly every line tells anything.
            let is_coarse = 5 * own.texts.len() <= n;
            if reading.kind != ColumnKind::LeftOut
                && is_coarse
                && tells(&mut own.cells.iter().map(|id| *id as usize), own.texts.len())
            {
                return Some(format!("“{name}” tells the label exactly: it may be the label in other words. Leave it out if nobody could know it."));
            }
            if reading.kind != ColumnKind::LeftOut && let Some(share) = self.nearly_tells(own) {
                return Some(format!("“{name}” alone tells the label of {share:.0} % of the records, of far more than the most frequent class has. Leave it out if nobody could know it."));
            }
            let is_there = |id: &u32| usize::from(reading.is_hole[*id as usize]);
            (reading.n_missing > 0 && reading.left_out != Some(LeftOut::Empty) && tells(&mut own.cells.iter().map(is_there), 2)).then(|| {
                format!("Whether “{name}” is missing tells the label exactly. Leave it out if nobody could know it.")
            })
        });
        leaks.collect()
    }

    /// Percentage of the records whose class is the most frequent one of those with the same text; none of a column that isn't
    /// far better than the most frequent class of all, or of too many texts to say.
    fn nearly_tells(&self, own: &Column) -> Option<f64> {
        let n_classes = self.classes.len();
        if own.texts.len() > MAX_LEVELS || 10 * own.texts.len() > own.cells.len() {
            return None;
        }
        let mut counts = vec![0_usize; own.texts.len() * n_classes];
        for (text, class) in own.cells.iter().zip(self.labels).filter_map(|(text, class)| Some((*text, (*class)?))) {
            counts[text as usize * n_classes + class] += 1;
        }
        let most = |counts: &[usize]| counts.iter().copied().max().unwrap_or(0);
        let n: usize = counts.iter().sum();
        let n_told: usize = counts.chunks(n_classes).map(most).sum();
        let n_frequent = self.classes.iter().map(|(_, n)| *n).max().unwrap_or(0);
        let is_near = 20 * n_told >= 19 * n && 4 * (n - n_told) <= n - n_frequent;
        is_near.then(|| 100.0 * n_told as f64 / n as f64)
    }

    fn persons(&self) -> Vec<String> {
        if self.options.group.is_some() {
            return Vec::new();
        }
        let columns =
            (0..self.readings.len()).filter(|column| self.readings[*column].left_out == Some(LeftOut::Person));
        columns
            .map(|column| {
                let n = self.readings[column].n_distinct;
                let name = &self.column(column).name;
                format!("There seem to be several records of one person: “{name}” has {n} different values in {} records. Split by it, so that nobody is a member and a non-member.", self.table.n_records())
            })
            .collect()
    }

    fn duplicates(&self) -> Vec<String> {
        let columns: Vec<usize> = self.features().collect();
        let n_different = |columns: &[usize]| {
            let row = |record: usize| {
                columns.iter().fold(0, |row, column| mixed(row, u64::from(self.column(*column).cells[record]) + 1))
            };
            let mut rows: Vec<u64> = (0..self.table.n_records()).map(row).collect();
            order::sort_by_key(&mut rows, |row| *row);
            rows.dedup();
            rows.len()
        };
        let (n, different) = (self.table.n_records(), n_different(&columns));
        if columns.is_empty() || 10 * different > 9 * n {
            return Vec::new();
        }
        let with_label = n_different(&[columns, vec![self.label]].concat());
        vec![format!(
            "Duplicates: the {n} records are {different} different records by their features, {with_label} with the label. Equal ones stay on one side of the split, and intervals count each group once."
        )]
    }

    fn order(&self) -> Vec<String> {
        let n_runs = self.labels.chunk_by(|a, b| a == b).count();
        let is_sorted = n_runs == self.classes.len() && n_runs > 1;
        is_sorted
            .then(|| {
                "The lines are sorted by class. Members are drawn at random, so that does no harm here.".to_string()
            })
            .into_iter()
            .collect()
    }
}
