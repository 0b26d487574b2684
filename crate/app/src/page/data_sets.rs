//! The paper's six data sets in one chart for each of its figures 1 to 3, made from what is recorded of them.

use super::chart::{Viewport, of as figure_of, told_chart};
use super::words::repeats;
use crate::session::{Archive, Part, Record};
use nearmiss::paper::PaperSetting;
use nearmiss::report::Recorded;
use nearmiss_figures::{Compared, DataSets, OfSetting};
use yew::prelude::*;

/// What is recorded of each data set; none while it is on its way.
pub(crate) type Results = Vec<(PaperSetting, Option<Part<Recorded>>)>;

/// What is here by now, without what isn't recorded.
pub(crate) fn of(archive: &Archive) -> Results {
    let known = PaperSetting::ALL.into_iter().filter_map(|setting| match archive.records.get(setting.name()) {
        Some(Record::Here(recorded)) => Some((setting, Some(recorded.clone()))),
        Some(Record::Absent) => None,
        Some(Record::Fetching | Record::Unpacking(_)) | None => Some((setting, None)),
    });
    known.collect()
}

/// The three charts, with a line for each data set that is here.
pub(crate) fn view(results: &Results, viewport: Viewport) -> Html {
    let here: Vec<(PaperSetting, &Recorded)> =
        results.iter().filter_map(|(setting, recorded)| Some((*setting, &**recorded.as_ref()?))).collect();
    let n_coming = results.len() - here.len();
    let of_setting = |(setting, recorded): &(PaperSetting, &'_ Recorded)| -> String {
        format!("{} {}", setting.name(), repeats(recorded.pooled.n_trials))
    };
    let told = here.iter().map(of_setting).collect::<Vec<_>>().join(", ");
    let all: Vec<OfSetting<'_>> = here
        .iter()
        .map(|(setting, recorded)| OfSetting {
            setting: *setting,
            experiment: &recorded.experiment,
            findings: &recorded.pooled.findings,
        })
        .collect();
    let charts = [Compared::Nearness, Compared::Distances, Compared::Strong];
    html! {
        <>
            <p class="provenance recorded" role="status">
                <b>{ "Recorded" }</b>
                { format!(", not computed in this tab, on synthetic check-ins and purchases: {told}.") }
                if n_coming > 0 { { format!(" {n_coming} more are being fetched…") } }
            </p>
            { for charts.into_iter().filter_map(|compared| DataSets::of(&all, compared)).map(|figure| html! {
                { told_chart(figure_of(figure), viewport, 400) }
            }) }
        </>
    }
}
