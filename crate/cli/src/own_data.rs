//! A person's own file in an experiment.

use crate::failure::Failure;
use crate::file;
use nearmiss::Experiment;
use nearmiss::reading::{Decisions, Mapping, Options, ReadError, Reading, Records, Table, version_1};
use nearmiss::source::DataSource;
use nearmiss::work::{TrialWorker, TrialWorkerError, sha256_of};
use std::path::Path;

/// A worker on the records of a file, read as the experiment says if it is on a file of one's own, else as suggested; and
/// how other records of such a file become inputs.
pub fn worker(
    mut experiment: Experiment,
    path: &Path,
    label: Option<&str>,
) -> Result<(TrialWorker, Option<Mapping>), Failure> {
    let failed = |error: TrialWorkerError| Failure::TrialWorker { file: Some(path.into()), error };
    let bytes = file::read(path)?;
    let found = sha256_of(&bytes);
    let decisions = match &experiment.data {
        DataSource::Own { sha256, .. } if *sha256 != found => {
            return Err(failed(TrialWorkerError::OtherFile { found, wanted: sha256.clone() }));
        }
        DataSource::Own { csv, .. } => csv.clone(),
        DataSource::Registered(_) => Decisions::default(),
    };
    let (dataset, csv, mapping) = match (decisions, label) {
        (Decisions::Version1(options), None) => {
            let dataset = version_1::read(&bytes, &options, usize::MAX).map_err(|error| failed(error.into()))?;
            (dataset, Decisions::Version1(options), None)
        }
        (decisions, label) => {
            let options = match decisions {
                Decisions::Version2(options) => options,
                Decisions::Version1(_) => Options::default(),
            };
            let (records, mapping) = read(&bytes, options, label).map_err(|error| failed(error.into()))?;
            (records.dataset, Decisions::Version2(records.options), Some(mapping))
        }
    };
    experiment.data = DataSource::Own { sha256: found, csv };
    let checked = experiment.check().map_err(|error| failed(error.into()))?;
    Ok((TrialWorker::with_dataset(checked, dataset).map_err(failed)?, mapping))
}

fn read(bytes: &[u8], mut options: Options, label: Option<&str>) -> Result<(Records, Mapping), ReadError> {
    let reading = Reading::of(Table::read(bytes, options.given(), usize::MAX)?)?;
    options.label = match label {
        Some(asked) => Some(reading.column(asked)?),
        None => options.label,
    };
    if options.label.is_none() {
        options.label = Some(reading.certain_label()?);
    }
    // On the command line everybody takes part if nobody says otherwise.
    options.sample = options.sample.or(Some(0));
    let records = reading.records(&options)?;
    let mapping = Mapping::of(&reading, &records);
    Ok((records, mapping))
}
