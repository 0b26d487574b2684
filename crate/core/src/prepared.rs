//! The records of a trial as they were prepared, for other programs.

use crate::csv_line;
use crate::trial::{Side, Trial};

/// The records in their order as CSV. In front of the features stand each record's place (of a person's own file its line,
/// else from 1), its side (`member`, `non-member`; empty where it is neither), its class, and the features whose value isn't
/// known, separated by semicolons: what stands there only fills the place.
pub fn to_csv(trial: &Trial) -> String {
    let dataset = trial.dataset();
    let schema = dataset.schema();
    let names = || schema.features.iter().map(|feature| feature.name.as_str());
    let mut sides = vec![""; dataset.n_records()];
    for (side, word) in [(Side::Members, "member"), (Side::NonMembers, "non-member")] {
        trial.side(side).iter().for_each(|record| sides[*record] = word);
    }
    let mut text = csv_line(["record", "side", "class", "filled"].into_iter().chain(names()));
    for (record, side) in sides.into_iter().enumerate() {
        let filled = names().enumerate().filter(|(feature, _)| dataset.is_filled(record, *feature));
        let head = [
            dataset.own().map_or(record + 1, |own| own.lines[record]).to_string(),
            side.to_string(),
            schema.classes[dataset.labels()[record]].clone(),
            filled.map(|(_, name)| name).collect::<Vec<_>>().join(";"),
        ];
        let values = schema.features.iter().zip(dataset.record(record)).map(|(feature, value)| feature.show(*value));
        text.push_str(&csv_line(head.into_iter().chain(values)));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::SplitSizes;
    use crate::reading;
    use crate::seed::Seed;

    #[test]
    fn every_record_stands_with_its_side_class_and_values() {
        let line = |n: usize| {
            format!("{},{},{}\n", n as f64 / 8.0, ["red", "?", "\"blue, dark\""][n % 3], ["yes", "no"][n % 2])
        };
        let file = format!("size,hue,class\n{}", (0..40).map(line).collect::<String>());
        let dataset = reading::read(file.as_bytes(), &Default::default(), usize::MAX).expect("a table").dataset;
        let sizes = SplitSizes { n_members: 10, n_non_members: 20 };
        let trial = Trial::new(dataset, sizes, Seed(1).repeat(0)).expect("there are enough");
        let text = to_csv(&trial);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        assert_eq!(reader.headers().expect("names"), ["record", "side", "class", "filled", "size", "hue"].as_slice());
        let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("it is CSV")).collect();
        assert_eq!(rows.len(), 40);
        assert_eq!(rows.iter().filter(|row| &row[1] == "member").count(), 10);
        assert_eq!(rows.iter().filter(|row| row[1].is_empty()).count(), 10);
        for (n, row) in rows.iter().enumerate() {
            let hue = ["red", "missing", "blue, dark"][n % 3];
            let filled = if n % 3 == 1 { "hue" } else { "" };
            let size = (n as f64 / 8.0).to_string();
            assert_eq!(row[0], (n + 2).to_string());
            assert_eq!([&row[2], &row[3], &row[4], &row[5]], [["yes", "no"][n % 2], filled, size.as_str(), hue]);
        }
    }
}
