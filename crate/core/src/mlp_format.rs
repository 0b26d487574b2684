//! A network as other programs read and write it: as JSON, the format of the golden files, and as safetensors.
//!
//! In JSON `W[layer][input][output]` holds the weights and `b[layer][output]` the biases, so that a layer maps `x` to
//! `x W + b`; `sizes` runs from the number of inputs through the hidden layers to the number of classes; `activation`
//! begins with "relu" or "tanh", which stands between the layers. `records`, where it is there, says how records of a person's
//! own file become inputs ([`Mapping`]). Other keys are passed over.

use crate::json;
use crate::mlp::{Activation, Layer, Mlp};
use crate::reading::Mapping;
use ndarray::{Array1, Array2};
use serde::{Deserialize, Serialize};
use serde_json::json;

#[derive(Serialize, Deserialize)]
struct Document {
    #[serde(default)]
    dtype: String,
    sizes: Vec<usize>,
    activation: String,
    #[serde(default)]
    layout: String,
    #[serde(rename = "W")]
    weights: Vec<Vec<Vec<f32>>>,
    #[serde(rename = "b")]
    biases: Vec<Vec<f32>>,
    /// How records of a person's own file become inputs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    records: Option<Mapping>,
}

/// Why a text is no network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MlpFormatError {
    /// Not JSON, or without a key that is needed, or with a number that is too great for float32.
    #[error("line {line}, column {column}: {reason}")]
    Json {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
        /// In the JSON reader's words.
        reason: String,
    },
    /// Between the layers stands something else.
    #[error("“activation” is “{0}”; it has to begin with “relu” or “tanh”.")]
    Activation(String),
    /// No layer at all, or an empty one.
    #[error("“sizes” is {0:?}; it has to hold the inputs, the hidden layers and at least 2 classes, none of them 0.")]
    Sizes(Vec<usize>),
    /// A list of another length.
    #[error("“{place}” has {found} entries; by “sizes” it needs {wanted}.")]
    Shape {
        /// Such as `W[1][0]`.
        place: String,
        /// Entries there.
        found: usize,
        /// Entries that it needs.
        wanted: usize,
    },
}

/// Reads a network. Numbers are rounded to float32.
///
/// # Errors
/// What isn't JSON of this form, with its place; sizes that don't fit each other; a weight that is no finite number.
pub fn read_mlp(bytes: &[u8]) -> Result<Mlp, MlpFormatError> {
    let Document { sizes, activation, weights, biases, .. } = serde_json::from_slice(bytes).map_err(|error| {
        MlpFormatError::Json { line: error.line(), column: error.column(), reason: json::reason(&error) }
    })?;
    let activation = match &activation {
        name if name.starts_with("relu") => Activation::Relu,
        name if name.starts_with("tanh") => Activation::Tanh,
        _ => return Err(MlpFormatError::Activation(activation)),
    };
    if sizes.len() < 2 || sizes.contains(&0) || sizes.last() == Some(&1) {
        return Err(MlpFormatError::Sizes(sizes));
    }
    check_length(|| "W".to_string(), weights.len(), sizes.len() - 1)?;
    check_length(|| "b".to_string(), biases.len(), sizes.len() - 1)?;
    let mut layers = Vec::with_capacity(weights.len());
    for (l, ((rows, bias), size)) in weights.into_iter().zip(biases).zip(sizes.windows(2)).enumerate() {
        check_length(|| format!("W[{l}]"), rows.len(), size[0])?;
        check_length(|| format!("b[{l}]"), bias.len(), size[1])?;
        for (i, row) in rows.iter().enumerate() {
            check_length(|| format!("W[{l}][{i}]"), row.len(), size[1])?;
        }
        let weights = Array2::from_shape_fn((size[0], size[1]), |(i, j)| rows[i][j]);
        layers.push(Layer { weights, bias: Array1::from_vec(bias) });
    }
    Ok(Mlp { layers, activation })
}

/// Writes a network, one line, numbers in the shortest form that reads back the same float32.
pub fn write_mlp(mlp: &Mlp) -> String {
    write(mlp, None)
}

fn write(mlp: &Mlp, records: Option<Mapping>) -> String {
    let outputs = mlp.layers.iter().map(|l| l.bias.len());
    let document = Document {
        dtype: "float32".to_string(),
        sizes: std::iter::once(mlp.n_inputs()).chain(outputs).collect(),
        activation: format!("{} (hidden), softmax (output)", name(mlp.activation)),
        layout: "W[layer][in][out]; y = x@W + b".to_string(),
        weights: mlp.layers.iter().map(|l| l.weights.outer_iter().map(|row| row.to_vec()).collect()).collect(),
        biases: mlp.layers.iter().map(|l| l.bias.to_vec()).collect(),
        records,
    };
    json::write(&document)
}

/// The same with how records of a person's own file become its inputs, for [`read_mapping`].
pub fn write_mapped_mlp(mlp: &Mlp, mapping: &Mapping) -> String {
    write(mlp, Some(mapping.clone()))
}

/// How records become a network's inputs, where its file says so.
pub fn read_mapping(bytes: &[u8]) -> Option<Mapping> {
    #[derive(Deserialize)]
    struct Mapped {
        records: Option<Mapping>,
    }
    serde_json::from_slice::<Mapped>(bytes).ok()?.records
}

/// Writes a network as [safetensors](https://github.com/huggingface/safetensors): tensors `W.0`, `b.0`, `W.1` and so on,
/// float32, shapes as in JSON (PyTorch's linear layers want `W` transposed); `activation` stands in the metadata.
pub fn write_safetensors(mlp: &Mlp) -> Vec<u8> {
    let mut header = serde_json::Map::new();
    header.insert("__metadata__".to_string(), json!({ "activation": name(mlp.activation) }));
    let mut start = 0;
    for (l, layer) in mlp.layers.iter().enumerate() {
        let shapes = [("W", layer.weights.shape()), ("b", layer.bias.shape())];
        for (kind, shape) in shapes {
            let end = start + 4 * shape.iter().product::<usize>();
            let tensor = json!({ "dtype": "F32", "shape": shape, "data_offsets": [start, end] });
            header.insert(format!("{kind}.{l}"), tensor);
            start = end;
        }
    }
    let mut header = json::write(&header).into_bytes();
    // Readers may map the file into memory and want the numbers at a multiple of 8.
    header.resize(header.len().next_multiple_of(8), b' ');
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend(header);
    bytes.extend(mlp.parameters().flatten().flat_map(|value| value.to_le_bytes()));
    bytes
}

fn name(activation: Activation) -> &'static str {
    match activation {
        Activation::Relu => "relu",
        Activation::Tanh => "tanh",
    }
}

fn check_length(place: impl Fn() -> String, found: usize, wanted: usize) -> Result<(), MlpFormatError> {
    if found == wanted { Ok(()) } else { Err(MlpFormatError::Shape { place: place(), found, wanted }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::{Seed, Stream};
    use proptest::prelude::*;

    #[test]
    fn a_network_reads_back_to_the_last_bit() {
        for activation in [Activation::Relu, Activation::Tanh] {
            let mlp = Mlp::glorot(&[40, 30, 20, 7], activation, &mut Seed(1).rng(Stream::Init, 0));
            assert_eq!(read_mlp(write_mlp(&mlp).as_bytes()), Ok(mlp));
        }
    }

    #[test]
    fn safetensors_hold_every_parameter_in_place() {
        let mlp = Mlp::glorot(&[4, 3, 2], Activation::Tanh, &mut Seed(1).rng(Stream::Init, 0));
        let bytes = write_safetensors(&mlp);
        let length = u64::from_le_bytes(bytes[..8].try_into().expect("8 bytes")) as usize;
        assert_eq!(length % 8, 0);
        let (header, data) = bytes[8..].split_at(length);
        let header: serde_json::Value = serde_json::from_slice(header).expect("JSON, padded with spaces");
        assert_eq!(header["__metadata__"]["activation"], "tanh");
        let mut n_read = 0;
        for (name, values) in ["W.0", "b.0", "W.1", "b.1"].into_iter().zip(mlp.parameters()) {
            let offset = |n: usize| header[name]["data_offsets"][n].as_u64().expect("a number") as usize;
            let stored = data[offset(0)..offset(1)].chunks(4).map(|b| f32::from_le_bytes(b.try_into().expect("4")));
            assert_eq!(stored.collect::<Vec<_>>(), values, "{name}");
            n_read += offset(1) - offset(0);
        }
        assert_eq!(n_read, data.len());
        assert_eq!(header["W.0"]["shape"], json!([4, 3]));
    }

    proptest! {
        #[test]
        fn every_finite_float_reads_back(bits in any::<[u32; 4]>()) {
            let values = bits.map(f32::from_bits);
            prop_assume!(values.iter().all(|v| v.is_finite()));
            let weights = Array2::from_shape_fn((1, 2), |(_, j)| values[j]);
            let layer = Layer { weights, bias: Array1::from_vec(values[2..].to_vec()) };
            let mlp = Mlp { layers: vec![layer], activation: Activation::Relu };
            let read = read_mlp(write_mlp(&mlp).as_bytes()).expect("it reads back");
            let bits = |mlp: &Mlp| mlp.parameters().flatten().map(|v| v.to_bits()).collect::<Vec<_>>();
            prop_assert_eq!(bits(&read), bits(&mlp));
        }
    }

    #[test]
    fn bad_networks_are_refused() {
        let check = |text: &str, expected: &str| {
            let error = read_mlp(text.as_bytes()).expect_err("the network is bad").to_string();
            assert!(error.contains(expected), "“{error}” should contain “{expected}”");
        };
        check("{\n  1", "line 2, column 3: key must be a string");
        check(r#"{"sizes":[1,2],"activation":"relu","b":[]}"#, "missing field `W`");
        check(r#"{"sizes":[1,2],"activation":"gelu","W":[],"b":[]}"#, "“gelu”");
        check(r#"{"sizes":[1],"activation":"relu","W":[],"b":[]}"#, "“sizes” is [1]");
        check(r#"{"sizes":[1,2],"activation":"relu","W":[],"b":[[0,0]]}"#, "“W” has 0 entries; by “sizes” it needs 1");
        check(r#"{"sizes":[1,2],"activation":"relu","W":[[[1]]],"b":[[0,0]]}"#, "“W[0][0]” has 1 entries");
        for number in ["1e39".to_string(), "-1e300".to_string(), format!("1{:039}", 0), "null".to_string()] {
            let text = format!(r#"{{"sizes":[1,2],"activation":"relu","W":[[[1,2]]],"b":[[0,{number}]]}}"#);
            check(&text, "line 1, column ");
        }
    }
}
