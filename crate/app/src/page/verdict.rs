//! What each defence does, in sentences that each have their number, and the strongest attacks of one.

use super::control::table;
use super::element::{passage, text};
use super::words::{interval, percent, percents, points, signed, three, two};
use nearmiss::interval::Interval;
use nearmiss::matrix::{
    AccessKind, Canaries, DefenceEffect, Judged, MatrixReport, MatrixRow, Measured, PROTECTED, Strongest,
};
use nearmiss::membership;
use yew::prelude::*;

/// Every verdict, the strongest first, in a sentence that says what it means.
const VERDICTS: [(DefenceEffect, &str); 6] = [
    (
        DefenceEffect::Protects,
        "Protects: whatever is attacked, no AUC above .55 and no more than 3 % found at 1 % FPR, intervals included.",
    ),
    (
        DefenceEffect::Lowers,
        "Lowers: the strongest attack on labels tells less, and labels can't be withheld. That it protects isn't shown.",
    ),
    (
        DefenceEffect::OnlyHides,
        "Only hides: the strongest attack on confidences, alone or with the attacker's own models, tells less; on labels no change is seen.",
    ),
    (DefenceEffect::Worse, "Worse: the strongest attack of all, or of some access, tells more."),
    (DefenceEffect::NoneSeen, "No effect seen."),
    (
        DefenceEffect::NothingToProtectFrom,
        "Nothing to protect from: without a defence no attack is seen to beat a coin.",
    ),
];

/// What each defence does.
pub(super) fn verdict(matrix: &MatrixReport) -> Html {
    let plain = matrix.rows.iter().find(|row| row.defence.name() == "none");
    let measured: Vec<(&MatrixRow, Measured<'_>)> = matrix
        .rows
        .iter()
        .filter(|row| row.defence.name() != "none")
        .filter_map(|row| Some((row, matrix.measured(row)?)))
        .collect();
    let with = |effect: DefenceEffect| -> Vec<String> {
        let found = measured.iter().filter(|(_, measured)| measured.effect == effect);
        found.map(|(row, measured)| format!("{}: {}", row.defence.title(), number(row, measured))).collect()
    };
    let found = VERDICTS.into_iter().map(|(effect, sentence)| {
        let mut names = with(effect);
        // What would be wished for is told where nothing gives it, too.
        if effect == DefenceEffect::Protects && names.is_empty() && !measured.is_empty() {
            names.push("none of those tried".to_string());
        }
        (sentence, names)
    });
    let of_one_model = plain.is_some_and(|row| row.strongest.is_empty() && row.problem.is_none());
    let lacks_labels =
        plain.is_some_and(|row| !row.strongest.is_empty() && row.strongest_of(AccessKind::Labels).is_none());
    html! {
        <div class="verdict">
            if let Some(all) = plain.and_then(|row| row.strongest_of(AccessKind::Any)) {
                <p>
                    { format!("Without a defence the strongest attack ({}) has an AUC of {} (95 % interval {})", title(&all.auc), three(all.auc.value), interval(all.auc.interval)) }
                    if let Some(tpr) = &all.tpr {
                        { format!(" and finds {} of the members ({}) where 1 in 100 others is accused ({})", percent(tpr.value), percents(tpr.interval), title(tpr)) }
                    }
                    { format!("; test accuracy is {}.", plain.map_or(String::new(), |row| percent(row.test_accuracy))) }
                </p>
            }
            if of_one_model {
                { passage("There is no verdict on defences: one model is attacked, and which attack is strongest has to be found on other ones. Let two or more be attacked.") }
            }
            if lacks_labels {
                { passage("There is no verdict on defences: no attack on labels was asked for, and only they tell whether a defence does more than hide.") }
            }
            <ul>{ for found.filter(|(_, names)| !names.is_empty()).map(|(sentence, names)| html! {
                <li><b>{ sentence }</b><ul>{ for names.into_iter().map(|name| html! { <li>{ name }</li> }) }</ul></li>
            }) }</ul>
        </div>
    }
}

/// What a verdict rests on.
fn number(row: &MatrixRow, measured: &Measured<'_>) -> String {
    let accuracy = format!("test accuracy {} ({})", percent(row.test_accuracy), points(measured.accuracy_change));
    let changed = |name: &str, of: Option<&Strongest>| match of.map(|of| (of.auc.value, of.auc.change)) {
        Some((value, Some(change))) => format!("{name} {} to {}, ", two(value - change.value), two(value)),
        Some((value, None)) => format!("{name} {} as before, ", two(value)),
        None => String::new(),
    };
    match measured.effect {
        DefenceEffect::NothingToProtectFrom => {
            format!("without it AUC {}, {}", two(measured.plain.auc.value), interval(measured.plain.auc.interval))
        }
        DefenceEffect::Protects => format!(
            "AUC {}, at most {}; {accuracy}",
            two(measured.all.auc.value),
            two(measured.all.auc.interval.high.min(PROTECTED.0))
        ),
        DefenceEffect::Lowers => {
            let all = changed("strongest of all", Some(measured.all));
            let yet = measured
                .worse
                .map_or(String::new(), |of| changed(&format!("but {} more is told:", of.access.title()), Some(of)));
            format!("{}{all}{yet}{accuracy}", changed("labels", measured.labels))
        }
        DefenceEffect::OnlyHides => format!(
            "{}{}{}{accuracy}",
            changed("confidences", measured.answers),
            changed("own models", measured.own_models),
            changed("labels", measured.labels)
        ),
        DefenceEffect::Worse => {
            let worse = measured.worse.map_or("", |of| of.access.title());
            format!("{}{accuracy}", changed(worse, measured.worse))
        }
        DefenceEffect::NoneSeen => {
            let least = measured.least_seen().map_or(String::new(), |least| {
                format!("a change of {} or more would have been seen, ", three(least.max(0.001)))
            });
            let (of, all) = (measured.looked_at(), measured.all);
            let all = if of.access == all.access { String::new() } else { changed("strongest of all", Some(all)) };
            format!("{}{least}{all}{accuracy}", changed(of.access.title(), Some(of)))
        }
    }
}

/// One defence: the strongest attack of each kind of access, and mislabelled records.
pub(super) fn by_access(matrix: &MatrixReport, row: &MatrixRow) -> Html {
    if row.strongest.is_empty() && row.canaries.is_none() {
        return Html::default();
    }
    let n_trainings = row.strongest.first().map_or(0, |of| of.auc.by_training.len());
    let cell = |text: String, below: String| html! { <span class="shade">{ text }<small>{ below }</small></span> };
    let change = |judged: &Judged| match judged.change {
        Some(change) => cell(signed(change.value), interval(change.interval)),
        None => Html::default(),
    };
    let mut rows: Vec<Vec<Html>> = row
        .strongest
        .iter()
        .map(|of| {
            vec![
                text(of.access.title()),
                text(title(&of.auc)),
                cell(three(of.auc.value), interval(of.auc.interval)),
                change(&of.auc),
                of.tpr.as_ref().map_or(Html::default(), |tpr| cell(percent(tpr.value), percents(tpr.interval))),
                of.tpr.as_ref().map_or(Html::default(), change),
            ]
        })
        .collect();
    if let Some(canaries) = &row.canaries {
        let plain = matrix.rows.iter().find(|row| row.defence.name() == "none").and_then(|row| row.canaries.as_ref());
        let plain = plain.filter(|_| row.defence.name() != "none");
        let change = |of: fn(&Canaries) -> (f64, Interval)| {
            plain.map_or(Html::default(), |plain| {
                let (own, plain) = (of(canaries), of(plain));
                cell(signed(own.0 - plain.0), interval(Interval::difference_of(own, plain, 1)))
            })
        };
        rows.push(vec![
            text("mislabelled on purpose"),
            text("LiRA, online"),
            cell(three(canaries.auc), interval(canaries.auc_interval)),
            change(|of| (of.auc, of.auc_interval)),
            cell(percent(canaries.tpr), percents(canaries.tpr_interval)),
            change(|of| (of.tpr, of.tpr_interval)),
        ]);
    }
    html! {
        <>
            { table("The strongest attack of each kind of access", &["Access", "Strongest attack", "AUC", "Change by the defence", "TPR at 1 % FPR", "Change by the defence"], rows) }
            <p class="hint">
                { format!("Means over {n_trainings} models, each attacked in turn; the attack is the one that tells most of the others, so that none looks good where it was found to be the best. Intervals (95 %) are over records and models; differences are of the same records and the same halves.") }
                if row.strongest.iter().any(|of| of.tpr.is_none()) {
                    { " Of fewer than 100 non-members no threshold is known to accuse 1 in 100." }
                }
                if let Some(canaries) = &row.canaries {
                    { format!(" Mislabelled on purpose: {} records that were given a wrong class, in or out of {} models of their own by coin. A model can know that class by heart only, so they are the most vulnerable (Aerni et al. 2024): a defence that lowers the average may leave them bare. One threshold for all pairs of a record and a model; intervals over records.", canaries.n_canaries, canaries.n_models) }
                }
            </p>
        </>
    }
}

/// The attack's name in the page.
fn title(judged: &Judged) -> &'static str {
    membership::attack(judged.attack()).map_or("", |attack| attack.title())
}
