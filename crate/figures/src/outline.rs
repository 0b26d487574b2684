//! The outlines of a histogram's bars.

use crate::frame::Frame;
use crate::pen::Point;

/// The outlines of neighbouring bins that hold anything, each from the ground and back to it.
pub(crate) fn outlines(edges: &[(f64, f64)], heights: &[f64], frame: &Frame) -> Vec<Vec<Point>> {
    let bars: Vec<((f64, f64), f64)> = edges.iter().copied().zip(heights.iter().copied()).collect();
    let runs = bars.chunk_by(|(left, of_left), (right, of_right)| {
        left.1 >= right.0 - 1e-9 && (*of_left > 0.0) == (*of_right > 0.0)
    });
    let outline = |run: &[((f64, f64), f64)]| {
        let mut points = vec![frame.at(run[0].0.0, 0.0)];
        points.extend(run.iter().flat_map(|((from, to), height)| [frame.at(*from, *height), frame.at(*to, *height)]));
        points.push(frame.at(run[run.len() - 1].0.1, 0.0));
        points
    };
    runs.filter(|run| run[0].1 > 0.0).map(outline).collect()
}
