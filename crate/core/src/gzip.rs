//! Unpacking gzip (RFC 1952): the members of a file, one behind the other.
//!
//! The compression is undone by `flate2`; its own reader of members brings a table of 16 kilobytes, which the page would
//! have to load, for a checksum that is as well computed without.

use flate2::{Decompress, FlushDecompress, Status};
use thiserror::Error;

/// Why bytes can't be unpacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum GzipError {
    /// It begins otherwise, or goes on otherwise behind a member.
    #[error("there is something else than gzip in it")]
    Header,
    /// The end is missing.
    #[error("it ends too soon")]
    Cut,
    /// What is compressed, or its checksum or length.
    #[error("it is damaged")]
    Damaged,
}

/// Whether bytes begin as gzip does.
pub fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&MAGIC)
}

/// What was packed; where it is longer than `limit` bytes, a little more than those.
///
/// # Errors
/// Bytes that aren't gzip, cut or damaged.
pub fn unpack(bytes: &[u8], limit: usize) -> Result<Vec<u8>, GzipError> {
    let mut unpacked = Vec::new();
    let mut rest = bytes;
    loop {
        let packed = skip_header(rest)?;
        let start = unpacked.len();
        let n_read = inflate(packed, limit, &mut unpacked)?;
        if unpacked.len() > limit {
            return Ok(unpacked);
        }
        let (trailer, others) = packed[n_read..].split_first_chunk::<8>().ok_or(GzipError::Cut)?;
        let own = &unpacked[start..];
        let [checksum, length] = [CHECKSUM.checksum(own), own.len() as u32].map(u32::to_le_bytes);
        if trailer[..4] != checksum || trailer[4..] != length {
            return Err(GzipError::Damaged);
        }
        // Zeros fill up a block of a tape.
        if others.iter().all(|byte| *byte == 0) {
            return Ok(unpacked);
        }
        rest = others;
    }
}

const MAGIC: [u8; 2] = [0x1f, 0x8b];
const CHECKSUM: crc::Crc<u32, crc::NoTable> = crc::Crc::<u32, crc::NoTable>::new(&crc::CRC_32_ISO_HDLC);
/// Room for what comes out at a time.
const BLOCK: usize = 1 << 16;

/// What follows a member's header.
fn skip_header(bytes: &[u8]) -> Result<&[u8], GzipError> {
    if !is_gzip(bytes) {
        return Err(if bytes.len() < MAGIC.len() { GzipError::Cut } else { GzipError::Header });
    }
    let (fixed, mut rest) = bytes.split_first_chunk::<10>().ok_or(GzipError::Cut)?;
    let [_, _, method, flags, ..] = *fixed;
    if method != 8 {
        return Err(GzipError::Header);
    }
    let skip = |bytes: &mut &[u8], n: usize| {
        *bytes = bytes.get(n..).ok_or(GzipError::Cut)?;
        Ok::<(), GzipError>(())
    };
    if flags & 4 != 0 {
        let length = *rest.first_chunk::<2>().ok_or(GzipError::Cut)?;
        skip(&mut rest, 2 + usize::from(u16::from_le_bytes(length)))?;
    }
    // A name, then a comment, each ended by a zero.
    for text in [8, 16] {
        if flags & text != 0 {
            let end = rest.iter().position(|byte| *byte == 0).ok_or(GzipError::Cut)?;
            skip(&mut rest, end + 1)?;
        }
    }
    if flags & 2 != 0 {
        skip(&mut rest, 2)?;
    }
    Ok(rest)
}

/// Appends what was packed; how many bytes that were.
fn inflate(packed: &[u8], limit: usize, unpacked: &mut Vec<u8>) -> Result<usize, GzipError> {
    let mut inflater = Decompress::new(false);
    loop {
        let (n_read, n_written) = (inflater.total_in(), inflater.total_out());
        unpacked.reserve(BLOCK);
        let status = inflater
            .decompress_vec(&packed[n_read as usize..], unpacked, FlushDecompress::None)
            .map_err(|_| GzipError::Damaged)?;
        if status == Status::StreamEnd || unpacked.len() > limit {
            return Ok(inflater.total_in() as usize);
        }
        if (inflater.total_in(), inflater.total_out()) == (n_read, n_written) {
            return Err(GzipError::Cut);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, GzBuilder};
    use std::io::Write;

    fn packed(content: &[u8], builder: GzBuilder) -> Vec<u8> {
        let mut packer = builder.write(Vec::new(), Compression::default());
        packer.write_all(content).expect("memory takes it");
        packer.finish().expect("memory takes it")
    }

    #[test]
    fn what_was_packed_comes_out_whatever_the_header_says() {
        let content: Vec<u8> = (0..300_000_u32).map(|i| (i.wrapping_mul(i) >> 7) as u8).collect();
        for length in [0, 1, 65_536, 300_000] {
            let content = &content[..length];
            for builder in
                [GzBuilder::new(), GzBuilder::new().filename("census.csv").comment("of 1994").extra([7; 300]).mtime(5)]
            {
                assert_eq!(unpack(&packed(content, builder), 1 << 20).as_deref(), Ok(content));
            }
        }
        let mut both = packed(b"one,", GzBuilder::new());
        both.extend(packed(b"two", GzBuilder::new().comment("second")));
        both.extend([0; 9]);
        assert_eq!(unpack(&both, 99).as_deref(), Ok(b"one,two".as_slice()));
    }

    #[test]
    fn more_than_the_limit_is_not_unpacked_to_its_end() {
        let bomb = packed(&vec![0; 50_000_000], GzBuilder::new());
        let unpacked = unpack(&bomb, 1000).expect("it is gzip");
        assert!(unpacked.len() > 1000 && unpacked.len() < 1_000_000, "{}", unpacked.len());
    }

    #[test]
    fn every_cut_and_every_changed_byte_of_the_content_is_noticed() {
        let content = b"a,b,label\n1,0,x\n0,1,y\n".repeat(9);
        let whole = packed(&content, GzBuilder::new().filename("a"));
        for end in 0..whole.len() {
            assert_eq!(unpack(&whole[..end], 1 << 20), Err(GzipError::Cut), "cut at {end}");
        }
        for place in 12..whole.len() {
            let mut changed = whole.clone();
            changed[place] ^= 0x55;
            assert!(unpack(&changed, 1 << 20).is_err(), "changed at {place}");
        }
        assert_eq!(unpack(b"PK\x03\x04 not gzip", 99), Err(GzipError::Header));
        let mut followed = whole;
        followed.extend(b"more");
        assert_eq!(unpack(&followed, 1 << 20), Err(GzipError::Header));
    }
}
