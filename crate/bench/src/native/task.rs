//! What a peer works on, as `peer/peer.py` reads it.

use nearmiss_bench::{Location, Stepper};

/// Records that are attacked: a member and a non-member, each twice.
pub const TARGETS: [usize; 4] = [0, 1, 2, 3];

/// The network at the start of training and its whole batches in the order of the records; the network of these weights
/// and biases and the records that it is attacked with.
pub fn task(stepper: &Stepper, location: &Location, attacked: &[f32]) -> Vec<u8> {
    let (batch_size, n_records) = (stepper.batch_size(), stepper.n_members());
    let n_batches = n_records / batch_size;
    let batches = 0..n_batches * batch_size;
    let mut bytes = Vec::new();
    for line in [location.sizes(), location.unknown(), vec![TARGETS.len(), n_batches, batch_size]] {
        let words: Vec<String> = line.iter().map(usize::to_string).collect();
        bytes.extend(format!("{}\n", words.join(" ")).bytes());
    }
    let mut push = |numbers: &[f32]| bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
    push(&stepper.parameters());
    push(attacked);
    TARGETS.iter().for_each(|target| push(&location.values(*target)));
    let (inputs, labels) = stepper.members(batches);
    push(&inputs);
    push(&labels);
    bytes
}
