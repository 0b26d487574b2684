//! Digests that tell files and networks apart.

use crate::dataset::hex;
use crate::mlp::Mlp;
use sha2::{Digest, Sha256};

/// SHA-256 of a file's bytes, in hexadecimal digits.
pub fn sha256_of(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// SHA-256 of the bits of every weight and bias.
pub fn mlp_digest(mlp: &Mlp) -> String {
    let mut hash = Sha256::new();
    for values in mlp.parameters() {
        for value in values {
            hash.update(value.to_bits().to_le_bytes());
        }
    }
    hex(&hash.finalize())
}
