//! What crosses between page and worker as blocks of bytes: networks, and the records of a person's own file.

use ndarray::{Array1, Array2};
use nearmiss::dataset::Own;
use nearmiss::mlp::Layer;
use nearmiss::{Activation, Dataset, Mlp, Schema};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

/// A network's shape and, as one block of little-endian float32, its parameters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Model {
    sizes: Vec<usize>,
    activation: Activation,
    parameters: ByteBuf,
}

impl From<&Mlp> for Model {
    fn from(mlp: &Mlp) -> Model {
        let mut sizes = vec![mlp.n_inputs()];
        sizes.extend(mlp.layers.iter().map(|l| l.bias.len()));
        let mut bytes = Vec::with_capacity(4 * mlp.n_parameters());
        for values in mlp.parameters() {
            bytes.extend(values.iter().flat_map(|v| v.to_le_bytes()));
        }
        Model { sizes, activation: mlp.activation, parameters: ByteBuf::from(bytes) }
    }
}

impl From<&Model> for Mlp {
    fn from(model: &Model) -> Mlp {
        let layer = |pair: &[usize]| Layer { weights: Array2::zeros((pair[0], pair[1])), bias: Array1::zeros(pair[1]) };
        let mut mlp = Mlp { layers: model.sizes.windows(2).map(layer).collect(), activation: model.activation };
        let mut blocks = model.parameters.as_chunks::<4>().0.iter();
        for values in mlp.parameters_mut() {
            for (value, bytes) in values.iter_mut().zip(&mut blocks) {
                *value = f32::from_le_bytes(*bytes);
            }
        }
        mlp
    }
}

/// The records of a person's own file that take part. Numbers stand in little-endian blocks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Records {
    schema: Schema,
    /// By record, as u32.
    labels: ByteBuf,
    /// Record after record, as float32.
    values: ByteBuf,
    /// Of each value whether it only stands in the place of one, a byte each.
    filled: ByteBuf,
    /// Pairs of features, as u32.
    twins: ByteBuf,
    /// By record, as u32; empty where nothing is known of persons.
    persons: ByteBuf,
    /// By record, as u32.
    lines: ByteBuf,
}

fn block(numbers: impl IntoIterator<Item = usize>) -> ByteBuf {
    numbers.into_iter().flat_map(|number| (number as u32).to_le_bytes()).collect::<Vec<u8>>().into()
}

fn numbers(block: &ByteBuf) -> Vec<usize> {
    block.as_chunks().0.iter().map(|bytes| u32::from_le_bytes(*bytes) as usize).collect()
}

impl Records {
    /// Of data that come from a person's own file; none of others.
    pub fn of(dataset: &Dataset) -> Option<Records> {
        let Own { filled, twins, persons, lines } = dataset.own()?;
        Some(Records {
            schema: dataset.schema().clone(),
            labels: block(dataset.labels().iter().copied()),
            values: dataset.values().iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>().into(),
            filled: filled.iter().copied().map(u8::from).collect::<Vec<u8>>().into(),
            twins: block(twins.iter().flat_map(|(one, other)| [*one, *other])),
            persons: block(persons.iter().flatten().copied()),
            lines: block(lines.iter().copied()),
        })
    }
}

impl From<Records> for Dataset {
    fn from(records: Records) -> Dataset {
        let labels = numbers(&records.labels);
        let shape = (labels.len(), records.schema.features.len());
        let values = records.values.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        let values = Array2::from_shape_vec(shape, values).expect("a value a record and feature");
        let persons = numbers(&records.persons);
        let own = Own {
            filled: Array2::from_shape_fn(shape, |(i, j)| records.filled[i * shape.1 + j] == 1),
            twins: numbers(&records.twins).as_chunks().0.iter().map(|[one, other]| (*one, *other)).collect(),
            persons: (!persons.is_empty()).then_some(persons),
            lines: numbers(&records.lines),
        };
        match Dataset::new(records.schema, values, labels) {
            Ok(dataset) => dataset.with_own(own),
            Err(_) => panic!("they were a data set"),
        }
    }
}
