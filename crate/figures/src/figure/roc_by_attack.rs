//! Every attack's ROC curve behind one defence, on logarithmic axes: two attacks of one AUC may differ by a hundred times in
//! whom they name with few accused in vain.

use super::kind::{Figure, FigureKind, boxed};
use crate::frame::Frame;
use crate::guarantee;
use crate::key::{Key, KeyPlace, line};
use crate::number::percent;
use crate::pen::{Marker, Pen};
use crate::phrase::percent_words;
use crate::roc_axes::RocAxes;
use crate::stroke::{Dash, Stroke, baseline, dashed};
use crate::surface::Drawn;
use crate::table::data_table::{DataTable, Row};
use crate::theme::Theme;
use crate::view;
use nearmiss::interval::Interval;
use nearmiss::matrix::{AccessKind, MatrixRow, RocSketch};
use nearmiss::membership;
use nearmiss::privacy::Guarantee;
use plotters::style::RGBColor;

/// In the registry.
pub(super) const KIND: FigureKind = FigureKind {
    name: "roc_by_attack",
    title: "ROC curves of all attacks",
    variants: view::by_defence,
    make: |input, view| {
        let row = input.matrix?.rows.iter().find(|row| row.defence == view.defence)?;
        RocByAttack::of(row).map(boxed)
    },
};

/// All attacks behind one defence.
#[derive(Debug, Clone, PartialEq)]
pub struct RocByAttack {
    /// The defence in words.
    defence: String,
    /// Models attacked.
    n_trainings: usize,
    curves: Vec<Curve>,
    /// Of a private training.
    guarantee: Option<Guarantee>,
}

#[derive(Debug, Clone, PartialEq)]
struct Curve {
    title: &'static str,
    access: AccessKind,
    sketch: RocSketch,
    /// Of the attack that is judged strongest of its kind at a false-positive rate of 1 %: 95 %, over records and models.
    judged: Option<Interval>,
}

const FPR: f64 = 0.01;

impl RocByAttack {
    /// None where no attack has a curve.
    pub fn of(row: &MatrixRow) -> Option<RocByAttack> {
        let curve = |cell: &nearmiss::matrix::MatrixCell| {
            let attack = membership::attack(&cell.attack)?;
            let access = AccessKind::of(attack);
            let judged =
                row.strongest_of(access).and_then(|of| of.tpr.as_ref()).filter(|of| of.attack() == cell.attack);
            let judged = judged.map(|of| of.interval);
            Some(Curve { title: attack.title(), access, sketch: cell.roc.clone()?, judged })
        };
        let curves: Vec<Curve> = row.attacks.iter().filter_map(curve).collect();
        let n_trainings = row.attacks.iter().map(|cell| cell.trainings.len()).max()?;
        (!curves.is_empty()).then(|| RocByAttack {
            defence: row.defence.title(),
            n_trainings,
            curves,
            guarantee: row.guarantee.clone(),
        })
    }

    /// Of a kind of access, the curve of the attack that is judged strongest, else the one that is highest at a
    /// false-positive rate of 1 %.
    fn highest(&self, access: AccessKind) -> Option<&Curve> {
        let of_kind = || self.curves.iter().filter(move |curve| curve.access == access);
        if let Some(judged) = of_kind().find(|curve| curve.judged.is_some()) {
            return Some(judged);
        }
        let of_kind = of_kind();
        of_kind.reduce(|best, next| if next.at_low_fpr() > best.at_low_fpr() { next } else { best })
    }

    fn kinds(&self) -> impl Iterator<Item = (AccessKind, &Curve)> {
        AccessKind::ALL.into_iter().filter_map(|access| Some((access, self.highest(access)?)))
    }
}

impl Curve {
    fn at_low_fpr(&self) -> f64 {
        RocSketch::fprs().zip(&self.sketch.tprs).find(|(fpr, _)| *fpr > 0.999 * FPR).map_or(0.0, |(_, tpr)| *tpr)
    }

    fn short_title(&self) -> &'static str {
        self.title.split(" (").next().unwrap_or(self.title)
    }
}

fn short(access: AccessKind) -> &'static str {
    match access {
        AccessKind::Any => "any",
        AccessKind::Answers => "confidences",
        AccessKind::Labels => "labels",
        AccessKind::Inside => "inside",
        AccessKind::OwnModels => "own models",
    }
}

fn stroke(theme: &Theme, access: AccessKind, is_highest: bool) -> Stroke {
    let colour: RGBColor = match access {
        AccessKind::Answers => theme.members,
        AccessKind::Labels => theme.non_members,
        AccessKind::Inside => theme.guess,
        AccessKind::OwnModels | AccessKind::Any => theme.ink,
    };
    match is_highest {
        true => Stroke { colour, width: 2.5, dash: Dash::Solid },
        false => Stroke { colour, width: 1.0, dash: Dash::Dotted },
    }
}

impl Figure for RocByAttack {
    fn draw(&self, pen: &Pen<'_>) -> Drawn {
        let (theme, axes, floor) = (&pen.style.theme, RocAxes::Log, 0.001);
        let n_ticks = pen.width() / 60.0;
        let (x, y) = (
            axes.axis(&["FPR: share of non-members called members", "FPR"], floor, n_ticks),
            axes.axis(&["TPR: share of members called members", "TPR"], floor, n_ticks),
        );
        let keys: Vec<Key> = self
            .kinds()
            .map(|(access, curve)| {
                line(format!("{}: {}", short(access), curve.short_title()), stroke(theme, access, true), Marker::None)
            })
            .chain([line("chance", baseline(theme.muted), Marker::None)])
            .chain(
                self.guarantee
                    .iter()
                    .map(|of| line(format!("bound at {}", guarantee::words(of)), dashed(theme.ink), Marker::None)),
            )
            .collect();
        let frame = Frame::new(pen, x, y, &keys, KeyPlace::Above);
        frame.draw(pen)?;
        let at = |fpr: f64, tpr: f64| frame.at(axes.place(fpr, floor), axes.place(tpr, floor));
        pen.path(&[at(floor, floor), at(1.0, 1.0)], baseline(theme.muted))?;
        if let Some(of) = &self.guarantee {
            pen.path(&guarantee::points(of, axes, &frame, floor), dashed(theme.ink))?;
        }
        let path = |curve: &Curve| -> Vec<_> {
            RocSketch::fprs().zip(&curve.sketch.tprs).map(|(fpr, tpr)| at(fpr.clamp(floor, 1.0), *tpr)).collect()
        };
        for curve in &self.curves {
            pen.path(&path(curve), stroke(theme, curve.access, false))?;
        }
        for (place, (access, curve)) in self.kinds().enumerate() {
            let stroke = stroke(theme, access, true);
            pen.path(&path(curve), stroke)?;
            if let Some(interval) = curve.judged {
                // Side by side.
                let fpr = FPR * libm::pow(10.0, 0.04 * (place as f64 - 1.5));
                let whisker = Stroke { width: 1.5, ..stroke };
                pen.whisker(at(fpr, interval.low.max(floor)), at(fpr, interval.high), whisker)?;
            }
        }
        Ok(())
    }

    fn title(&self) -> &'static str {
        KIND.title
    }

    fn summary(&self) -> String {
        let bound = self.guarantee.as_ref().map_or(String::new(), |of| {
            format!(
                "; the training's noise leaves no attack more than {} ({})",
                percent(of.tpr(FPR)),
                guarantee::words(of)
            )
        });
        let each = self.kinds().map(|(access, curve)| {
            let interval = curve.judged.map_or(String::new(), |interval| format!(" ({})", percent_words(&interval)));
            format!("{}, {} finds {}{interval}", access.title(), curve.short_title(), percent(curve.at_low_fpr()))
        });
        format!(
            "{}: where 1 in 100 non-members is accused, chance finds 1 % of the members; {}{bound}. Curves are means over {}; the \
             thick one is the strongest of its kind, the others are dotted.",
            self.defence,
            each.collect::<Vec<_>>().join("; "),
            if self.n_trainings == 1 { "one model".to_string() } else { format!("{} models", self.n_trainings) },
        )
    }

    fn table(&self) -> DataTable {
        let titles: Vec<&str> = self.curves.iter().map(|curve| curve.title).collect();
        let mut table = DataTable::new(&["false-positive rate"]).with(&titles);
        for (place, fpr) in RocSketch::fprs().enumerate() {
            let tprs: Vec<f64> = self.curves.iter().map(|curve| curve.sketch.tprs[place]).collect();
            table.push(Row::default().number(fpr).numbers(&tprs));
        }
        table
    }
}
