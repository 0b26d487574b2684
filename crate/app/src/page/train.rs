//! Station 1: the network learns, and learns by heart.

use super::chart::{Viewport, chart, of};
use super::control::{choice, number_field};
use super::element::{button, button_if, hint, paragraph, primary_if};
use super::ui::{Tell, Ui};
use super::view::Drawable;
use super::words::{count, number, percent, whole};
use crate::link::Hidden;
use crate::message::Description;
use crate::session::{Activity, Event, Part, Session};
use nearmiss::number::Number;
use nearmiss::optimizer::OptimizerKind;
use nearmiss::source::DataSource;
use nearmiss::train::{EpochRecord, TrainingConfig};
use nearmiss::{Activation, Experiment, Seed, SplitSizes};
use nearmiss_figures::LearningCurve;
use yew::prelude::*;

/// What [`Train`] is drawn from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TrainProps {
    /// What is wanted.
    data: DataSource,
    split: SplitSizes,
    training: TrainingConfig,
    seed: Seed,
    /// Whether a link leaves the settings out.
    hides_settings: bool,
    /// Of the network shown.
    n_epochs: usize,
    description: Option<Part<Description>>,
    curve: Part<Vec<EpochRecord>>,
    is_training: bool,
    has_diverged: bool,
    n_workers: usize,
    viewport: Viewport,
    tell: Tell,
}

impl TrainProps {
    pub fn of(session: &Session, ui: &Ui, tell: &Tell) -> TrainProps {
        let Experiment { data, split, training, seed, .. } = &***session.wanted();
        TrainProps {
            data: data.clone(),
            split: *split,
            training: training.clone(),
            seed: *seed,
            hides_settings: session.setup.page.hides(Hidden::Settings),
            n_epochs: session.setup.experiment.training_config().n_epochs(),
            description: session.setup.description.clone(),
            curve: session.found.shown.curve.clone(),
            is_training: session.run.activity == Activity::Training,
            has_diverged: session.run.activity == Activity::Diverged,
            n_workers: session.n_workers(),
            viewport: ui.viewport,
            tell: tell.clone(),
        }
    }
}

impl Drawable for TrainProps {
    fn view(&self) -> Html {
        let props = self;
        let TrainProps { is_training, tell, .. } = props;
        let is_ready = props.description.is_some();
        html! {
            <section class="station" aria-labelledby="train-heading">
                <h2 id="train-heading" tabindex="-1"><span class="number">{ "1" }</span>{ "Train" }</h2>
                <p>
                    { "The network gets the members and their classes, over and over. Watch it do better on them (" }
                    <span class="members">{ "members" }</span>{ ") than on records that it has never seen (" }
                    <span class="non-members">{ "non-members" }</span>
                    { "): the gap is what the attacks of stations 2 and 3 live on." }
                </p>
                <div class="controls">
                    { primary_if(is_ready && !*is_training, "Train", tell.on(|_| Event::Train.into())) }
                    { button_if(*is_training, "Pause", tell.on(|_| Event::Pause.into())) }
                    { button_if(is_ready && !*is_training, "Step", tell.on(|_| Event::Step.into())) }
                    { button_if(is_ready, "Reset", tell.on(|_| Event::Reset.into())) }
                    { button_if(is_ready, "New seed", tell.on_change(|e, _: MouseEvent| e.seed = draw_seed())) }
                </div>
                { chart(of(figure(&props.curve, props.n_epochs)), props.viewport, 260) }
                { verdict(props) }
                if !props.hides_settings { { settings(props) } }
            </section>
        }
    }
}

/// How the network has learned so far.
fn figure(curve: &[EpochRecord], n_epochs: usize) -> LearningCurve {
    LearningCurve { curve: curve.to_vec(), epochs: n_epochs }
}

fn verdict(props: &TrainProps) -> Html {
    if props.has_diverged {
        return paragraph(
            "verdict",
            "The training diverged: a weight or the loss overflowed and is no longer a number. Choose a smaller learning rate under “Settings”, or Reset.",
        );
    }
    let Some(last) = props.curve.last() else { return Html::default() };
    let n_parameters = props.description.as_ref().map_or(0, |d| d.n_parameters);
    paragraph(
        "verdict",
        format!(
            "After {}, the network of {} parameters classifies {} of the members and {} of the non-members correctly (of up to 500 each that are asked at every epoch): a gap of {} points. The wider the gap, the more it has learned by heart.",
            count(last.epoch, "epoch"),
            whole(n_parameters as u64),
            percent(last.train_accuracy),
            percent(last.test_accuracy),
            number(100.0 * (last.train_accuracy - last.test_accuracy), 0),
        ),
    )
}

/// A seed from the browser's entropy, of at most six digits so that a person can read it out.
fn draw_seed() -> Seed {
    Seed(getrandom::u64().map_or(2, |n| 1 + n % 999_999))
}

fn settings(props: &TrainProps) -> Html {
    let TrainProps { data, split, training, seed, n_workers, tell, .. } = props;
    let optimizers = ["Adam", "SGD with momentum", "Adagrad"];
    let optimizer = match training.optimizer {
        OptimizerKind::Adam { .. } => 0,
        OptimizerKind::Sgd { .. } => 1,
        OptimizerKind::Adagrad { .. } => 2,
    };
    let n_records = props.description.as_ref().map_or(0, |d| d.n_records);
    let hidden: Vec<String> = training.hidden.iter().map(usize::to_string).collect();
    html! {
        <details>
            <summary>{ "Settings" }</summary>
            <div class="controls">
                { number_field("Seed", seed.0.to_string(), tell.on_change(|e, n: u64| e.seed = Seed(n))) }
                { number_field("Hidden layers", hidden.join(", "), tell.on_change(|e, layers: Layers| e.training.hidden = layers.0)) }
                { choice("Activation", vec!["ReLU".to_string(), "tanh".to_string()], usize::from(training.activation == Activation::Tanh),
                    tell.on_change(|e, n: usize| e.training.activation = [Activation::Relu, Activation::Tanh][n.min(1)])) }
                { choice("Optimizer", optimizers.map(String::from).to_vec(), optimizer, tell.on_change(|e, n: usize| {
                    e.training.optimizer = match n {
                        0 => OptimizerKind::Adam { learning_rate: 0.001 },
                        1 => OptimizerKind::Sgd { learning_rate: 0.1, momentum: 0.9 },
                        _ => OptimizerKind::Adagrad { learning_rate: 0.02 },
                    };
                })) }
                { number_field("Learning rate", training.optimizer.learning_rate().to_string(), tell.on_change(|e, Number(rate): Number<f32>| {
                    *e.training.optimizer.learning_rate_mut() = rate;
                })) }
                { number_field("Batch size", training.batch_size.to_string(), tell.on_change(|e, n: usize| e.training.batch_size = n)) }
                { number_field("Epochs", training.epochs.to_string(), tell.on_change(|e, n: usize| e.training.epochs = n)) }
                { number_field("Members", split.n_members.to_string(), tell.on_change(|e, n: usize| e.split.n_members = n)) }
                { number_field("Non-members", split.n_non_members.to_string(), tell.on_change(|e, n: usize| e.split.n_non_members = n)) }
                if let Some(source) = data.registered() {
                    { for source.kind().parameters().iter().zip(source.values()).enumerate().map(|(place, (parameter, value))| {
                        number_field(parameter.title, value.to_string(), tell.on_change_with(move |e, Number(value): Number<f64>| {
                            if let DataSource::Registered(source) = &mut e.data
                                && let Some(own) = source.values_mut().get_mut(place)
                            {
                                *own = value;
                            }
                        }))
                    }) }
                }
                { choice("Workers", (1..=8).map(|n: usize| n.to_string()).collect(), *n_workers - 1, tell.on(|n: usize| Event::SetWorkers(n + 1).into())) }
            </div>
            <p>
                { button("The paper's network and split", tell.on_change_with(move |e, _: MouseEvent| papers_setting(e, n_records))) }
                <span class="hint">{ " Five hidden layers of 512 units, four fifths of the records as members. It takes minutes, not seconds." }</span>
            </p>
            { hint("A change trains anew. The number of workers changes the time, never a result.") }
        </details>
    }
}

/// The main paper's network, and its 80/20 split of all records. The paper doesn't state epochs; 20 are enough to learn
/// the members by heart.
fn papers_setting(experiment: &mut Experiment, n_records: usize) {
    experiment.training.hidden = vec![512; 5];
    experiment.training.activation = Activation::Relu;
    experiment.training.optimizer = OptimizerKind::Adam { learning_rate: 0.001 };
    experiment.training.batch_size = 128;
    experiment.training.epochs = 20;
    experiment.split.n_members = n_records * 4 / 5;
    experiment.split.n_non_members = n_records - n_records * 4 / 5;
}

/// Units of hidden layers, as a person writes them.
#[derive(PartialEq)]
struct Layers(Vec<usize>);

impl std::str::FromStr for Layers {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Layers, Self::Err> {
        let parts = text.split([',', ' ', '-', '.', ';']).filter(|part| !part.is_empty());
        Ok(Layers(parts.map(str::parse).collect::<Result<_, _>>()?))
    }
}
