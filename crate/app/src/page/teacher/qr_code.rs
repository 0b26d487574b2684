//! A text as a QR code, for phones to read from a projected page.

use super::super::element::hint;
use qrcodegen::{DataTooLong, QrCode as Encoded, QrCodeEcc, QrSegment, Version};
use std::fmt::Write;
use yew::prelude::*;

/// The largest that is drawn, of 137 modules a side and 1,732 bytes: phones read larger ones badly from a wall.
const LARGEST: u8 = 30;
/// Modules that stay white around a code.
const QUIET: i32 = 4;

/// The code, black on white whatever the page's colours; or a sentence, where the text is too long for one. `label` says
/// what it leads to, for those who don't see it.
pub(super) fn qr_code(text: &str, label: &'static str) -> Html {
    let Ok((side, outline)) = outline(text) else {
        return hint("This link is too long for a QR code that phones can read: pass it on as a link.");
    };
    html! {
        <svg class="qr-code" viewBox={format!("0 0 {side} {side}")} role="img" aria-label={label} shape-rendering="crispEdges">
            <rect width="100%" height="100%" fill="#fff" />
            <path fill="#000" d={outline} />
        </svg>
    }
}

/// Modules a side, and the outline of the dark ones as an SVG path: a rectangle a run.
fn outline(text: &str) -> Result<(i32, String), DataTooLong> {
    let segments = [QrSegment::make_bytes(text.as_bytes())];
    let [smallest, largest] = [1, LARGEST].map(Version::new);
    let code = Encoded::encode_segments_advanced(&segments, QrCodeEcc::Low, smallest, largest, None, true)?;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let dark = (x..code.size()).take_while(|x| code.get_module(*x, y)).count() as i32;
            if dark > 0 {
                // A string takes it all.
                let _ = write!(path, "M{} {}h{dark}v1h-{dark}z", x + QUIET, y + QUIET);
            }
            x += dark + 1;
        }
    }
    Ok((code.size() + 2 * QUIET, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The dark modules that a path covers, counted from its runs.
    fn dark(side: i32, path: &str) -> Vec<Vec<bool>> {
        let mut modules = vec![vec![false; side as usize]; side as usize];
        for run in path.split('M').skip(1) {
            let (place, rest) = run.split_once('h').expect("a run has a length");
            let (x, y) = place.split_once(' ').expect("a run has a place");
            let length: usize = rest.split('v').next().and_then(|n| n.parse().ok()).expect("a number");
            let (x, y): (usize, usize) = (x.parse().expect("a number"), y.parse().expect("a number"));
            modules[y][x..x + length].fill(true);
        }
        modules
    }

    #[test]
    fn the_outline_has_the_modules_of_the_code_within_a_quiet_zone() {
        let text = "http://localhost/#v=2&data=digits&end";
        let (side, path) = outline(text).expect("it is short");
        let code =
            Encoded::encode_segments(&[QrSegment::make_bytes(text.as_bytes())], QrCodeEcc::Low).expect("it is short");
        assert_eq!(side, code.size() + 8);
        for (y, row) in dark(side, &path).iter().enumerate() {
            for (x, is_dark) in row.iter().enumerate() {
                assert_eq!(*is_dark, code.get_module(x as i32 - 4, y as i32 - 4), "{x}, {y}");
            }
        }
    }

    #[test]
    fn a_link_of_1732_letters_has_a_code_and_one_more_is_too_many() {
        assert_eq!(outline(&"a".repeat(1732)).expect("it fits").0, 137 + 8);
        assert!(outline(&"a".repeat(1733)).is_err());
    }
}
