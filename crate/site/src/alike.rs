//! An order in which each of many texts is like those shortly before it, so that together they compress better: gzip
//! sees 32 kilobytes back and no further.

use std::collections::VecDeque;

/// Bytes of a piece: texts are alike that have many pieces in common.
const PIECE: usize = 6;
/// Bytes that count as shortly before: half of what gzip sees, which is best for programs, as it finds what is near soonest.
const NEAR: usize = 16_000;
/// A piece that so many texts have is found again anyway.
const COMMON: usize = 2_000;

/// The places of these texts, the first first: next comes always the one that has, for its length, most pieces in common
/// with those shortly before. It depends on the texts alone.
pub(crate) fn order(texts: &[&[u8]]) -> Vec<usize> {
    let (owners, pieces) = shared(texts);
    let mut near = Near { owners: &owners, pieces: &pieces, n: vec![0; owners.len()], n_shared: vec![0; texts.len()] };
    let weight: Vec<f64> = texts.iter().map(|text| three_quarters(text.len()) + PIECE as f64).collect();
    let mut left: Vec<usize> = (1..texts.len()).collect();
    let (mut order, mut last, mut length) = (Vec::new(), VecDeque::new(), 0);
    let mut next = if texts.is_empty() { None } else { Some(0) };
    while let Some(place) = next {
        order.push(place);
        near.enter(place);
        last.push_back(place);
        length += texts[place].len();
        while length > NEAR && last.len() > 1 {
            let Some(first) = last.pop_front() else { break };
            length -= texts[first].len();
            near.leave(first);
        }
        let likeness = |place: usize| f64::from(near.n_shared[place]) / weight[place];
        // Of equals the first.
        let best = (0..left.len()).rev().max_by(|a, b| likeness(left[*a]).total_cmp(&likeness(left[*b])));
        next = best.map(|best| left.remove(best));
    }
    order
}

/// How much a text's length tells against it: less than in proportion, since a long one can be like a few others.
fn three_quarters(length: usize) -> f64 {
    let root = (length as f64).sqrt();
    root * root.sqrt()
}

/// By piece that several texts have, but not too many, these texts; and by text, such pieces.
fn shared(texts: &[&[u8]]) -> (Vec<Vec<usize>>, Vec<Vec<usize>>) {
    let mut all: Vec<(&[u8], usize)> = Vec::new();
    for (place, text) in texts.iter().enumerate() {
        all.extend(text.windows(PIECE).map(|piece| (piece, place)));
    }
    all.sort_unstable();
    all.dedup();
    let (mut owners, mut pieces) = (Vec::new(), vec![Vec::new(); texts.len()]);
    for same in all.chunk_by(|a, b| a.0 == b.0).filter(|same| (2..=COMMON).contains(&same.len())) {
        let own: Vec<usize> = same.iter().map(|(_, place)| *place).collect();
        own.iter().for_each(|place| pieces[*place].push(owners.len()));
        owners.push(own);
    }
    (owners, pieces)
}

/// The texts shortly before.
struct Near<'a> {
    owners: &'a [Vec<usize>],
    pieces: &'a [Vec<usize>],
    /// By piece, how many of them have it.
    n: Vec<u32>,
    /// By text, how many of its pieces they have.
    n_shared: Vec<u32>,
}

impl Near<'_> {
    fn enter(&mut self, place: usize) {
        for piece in &self.pieces[place] {
            if self.n[*piece] == 0 {
                self.owners[*piece].iter().for_each(|owner| self.n_shared[*owner] += 1);
            }
            self.n[*piece] += 1;
        }
    }

    fn leave(&mut self, place: usize) {
        for piece in &self.pieces[place] {
            self.n[*piece] -= 1;
            if self.n[*piece] == 0 {
                self.owners[*piece].iter().for_each(|owner| self.n_shared[*owner] -= 1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_alike_comes_together_and_everything_once() {
        let texts: Vec<Vec<u8>> = (0..60_u8)
            .map(|n| {
                let start = [0, 80, 160][usize::from(n % 3)];
                (start..start + 70).chain([n]).collect()
            })
            .collect();
        let texts: Vec<&[u8]> = texts.iter().map(Vec::as_slice).collect();
        let found = order(&texts);
        let mut sorted = found.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..60).collect::<Vec<_>>());
        let n_changes = found.windows(2).filter(|pair| pair[0] % 3 != pair[1] % 3).count();
        assert_eq!(n_changes, 2, "{found:?}");
    }

    #[test]
    fn short_texts_and_none_have_an_order() {
        assert_eq!(order(&[]), []);
        assert_eq!(order(&[b"", b"a", b"abc"]), [0, 1, 2]);
    }
}
