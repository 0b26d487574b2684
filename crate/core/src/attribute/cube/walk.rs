//! A way through all corners of a cube, or of one part of it.

use super::face::{BLOCK, Face, FaceWorkspace, bits};
use super::{Cube, FACE};
use crate::mlp::Mlp;
use ndarray::ArrayView2;
use std::ops::Range;
use std::sync::Arc;

/// A walk through completions, face by face and block by block.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Walk {
    cube: Arc<Cube>,
    /// Ranks of the features that differ within a face, the first [`BLOCK`] of them within a block.
    within: Vec<usize>,
    /// Ranks of those that differ between faces.
    between: Vec<usize>,
    /// Ranks of those that have their second value at all completions.
    always: Vec<usize>,
    /// By corner of a block: what its completion's number is above that of the block's first one.
    offsets: Vec<usize>,
    /// Number of the next block; the face's number stands above the block's number on it.
    next: usize,
    /// The one that the block before was on.
    face: Option<Arc<Face>>,
}

impl Walk {
    /// Whether completions with these numbers are the corners of a cube, and at least a block. They are numbered with
    /// the first feature as the lowest bit.
    pub(in super::super) fn is_possible(completions: &Range<usize>) -> bool {
        let n = completions.len();
        n.is_power_of_two() && completions.start.is_multiple_of(n) && n >= 1 << BLOCK
    }

    /// At the first block of completions through which a walk is possible.
    pub(in super::super) fn new(cube: Arc<Cube>, completions: &Range<usize>) -> Walk {
        let n_free = completions.len().ilog2() as usize;
        let ranks = || 0..cube.order.len();
        let mut within: Vec<usize> = ranks().filter(|rank| cube.order[*rank] < n_free).collect();
        let between = within.split_off(within.len().min(FACE));
        let always = ranks().filter(|rank| completions.start >> cube.order[*rank] & 1 == 1).collect();
        let offsets = (0..1 << BLOCK).map(|corner| bits(corner).map(|j| 1 << cube.order[within[j]]).sum()).collect();
        Walk { cube, within, between, always, offsets, next: 0, face: None }
    }

    /// Number of the first completion of the next block, and the cube's logits at the block's corners, corners x
    /// classes; none after the last block.
    pub(in super::super) fn next_block<'w>(
        &mut self,
        mlp: &Mlp,
        workspace: &'w mut FaceWorkspace,
    ) -> Option<(usize, ArrayView2<'w, f32>)> {
        if self.is_done() {
            return None;
        }
        let (in_block, in_face) = self.within.split_at(BLOCK);
        let mut ones: Vec<usize> = bits(self.next >> in_face.len()).map(|j| self.between[j]).collect();
        ones.extend(&self.always);
        let number_on_face = self.next % (1 << in_face.len());
        if number_on_face == 0 {
            self.face = Some(Arc::new(Face::new(mlp, &self.cube, &self.within, &ones, workspace)));
        }
        let ones_on_face: Vec<usize> = bits(number_on_face).map(|j| in_face[j]).collect();
        let first = ones.iter().chain(&ones_on_face).map(|rank| 1 << self.cube.order[*rank]).sum();
        self.next += 1;
        let face = self.face.as_deref().expect("the first block of a face makes it");
        Some((first, face.logits(in_block, &ones_on_face, workspace)))
    }

    /// Whether there are no more blocks.
    pub(in super::super) fn is_done(&self) -> bool {
        self.next == 1 << (self.within.len() - BLOCK + self.between.len())
    }

    /// By corner of a block: what its completion's number is above that of the block's first one.
    pub(in super::super) fn offsets(&self) -> &[usize] {
        &self.offsets
    }
}
