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

/// The records of a person's own file that take part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Records {
    schema: Schema,
    labels: Vec<usize>,
    /// Little-endian float32, record after record.
    values: ByteBuf,
    /// Of each value whether it only stands in the place of one; empty where all are known.
    filled: ByteBuf,
    twins: Vec<(usize, usize)>,
    persons: Option<Vec<usize>>,
}

impl From<&Dataset> for Records {
    fn from(dataset: &Dataset) -> Records {
        let own = dataset.own();
        let filled = own.filter(|own| own.filled.iter().any(|is_filled| *is_filled));
        Records {
            schema: dataset.schema().clone(),
            labels: dataset.labels().to_vec(),
            values: dataset.values().iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>().into(),
            filled: filled.map_or(Vec::new(), |own| own.filled.iter().copied().map(u8::from).collect()).into(),
            twins: own.map_or(Vec::new(), |own| own.twins.clone()),
            persons: own.and_then(|own| own.persons.clone()),
        }
    }
}

impl From<Records> for Dataset {
    fn from(records: Records) -> Dataset {
        let Records { schema, labels, values, filled, twins, persons } = records;
        let shape = (labels.len(), schema.features.len());
        let values = values.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        let values = Array2::from_shape_vec(shape, values).expect("a value a record and feature");
        let filled = Array2::from_shape_fn(shape, |(i, j)| filled.get(i * shape.1 + j).is_some_and(|byte| *byte == 1));
        let dataset = Dataset::new(schema, values, labels).expect("they were a data set");
        dataset.with_own(Own { filled, twins, persons })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{decode, encode};
    use nearmiss::reading;

    #[test]
    fn records_of_a_file_come_back_whole() {
        let line = |n: usize| format!("{},{},{},p{}\n", n % 7, ["red", "?", "blue"][n % 3], ["yes", "no"][n % 2], n / 2);
        let file = format!("size,hue,class,person\n{}", (0..60).map(line).collect::<String>());
        let options = reading::Options { label: Some(3), group: Some(4), ..Default::default() };
        let dataset = reading::read(file.as_bytes(), &options, usize::MAX).expect("a table").dataset;
        let sent: Records = decode(&encode(&Records::from(&dataset))).expect("of this build");
        assert_eq!(Dataset::from(sent), dataset);
    }
}
