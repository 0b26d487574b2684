//! Station 1: the network learns, and learns by heart.

use super::chart::{Chart, of};
use super::control::{choice, number_field};
use super::ui::Context;
use super::words::{count, number, percent, whole};
use crate::session::{Activity, Event};
use nearmiss::optimizer::OptimizerKind;
use nearmiss::source::DataSource;
use nearmiss::{Activation, Experiment, Seed};
use nearmiss_figures::LearningCurve;
use yew::prelude::*;

/// The training section.
pub(crate) fn view(context: &Context<'_>) -> Html {
    let session = context.session;
    let is_training = session.activity == Activity::Training;
    let is_ready = session.description.is_some();
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
                <button class="primary" disabled={!is_ready || is_training} onclick={context.on(|_| Event::Train.into())}>{ "Train" }</button>
                <button disabled={!is_training} onclick={context.on(|_| Event::Pause.into())}>{ "Pause" }</button>
                <button disabled={!is_ready || is_training} onclick={context.on(|_| Event::Step.into())}>{ "Step" }</button>
                <button disabled={!is_ready} onclick={context.on(|_| Event::Reset.into())}>{ "Reset" }</button>
                <button disabled={!is_ready} onclick={context.on(new_seed)}>{ "New seed" }</button>
            </div>
            <Chart figure={of(figure(context))} viewport={context.ui.viewport} height={260} />
            { verdict(context) }
            { settings(context) }
        </section>
    }
}

/// How the network has learned so far.
fn figure(context: &Context<'_>) -> LearningCurve {
    let session = context.session;
    LearningCurve { curve: session.curve.to_vec(), epochs: session.experiment.training_config().n_epochs() }
}

fn verdict(context: &Context<'_>) -> Html {
    let session = context.session;
    if session.activity == Activity::Diverged {
        return html! {
            <p class="verdict">{ "The training diverged: a weight or the loss overflowed and is no longer a number. Choose a smaller learning rate under “Settings”, or Reset." }</p>
        };
    }
    let Some(last) = session.curve.last() else { return Html::default() };
    let n_parameters = session.description.as_ref().map_or(0, |d| d.n_parameters);
    html! {
        <p class="verdict">
            { format!(
                "After {}, the network of {} parameters is right about {} of the members and {} of the non-members (of up to 500 each that are asked at every epoch): a gap of {} points. The wider the gap, the more it has learned by heart.",
                count(last.epoch, "epoch"),
                whole(n_parameters as u64),
                percent(last.train_accuracy),
                percent(last.test_accuracy),
                number(100.0 * (last.train_accuracy - last.test_accuracy), 0),
            ) }
        </p>
    }
}

/// The same experiment with another seed, of at most six digits so that a person can read it out.
fn new_seed(_: MouseEvent) -> super::ui::Msg {
    super::ui::Msg::NewSeed
}

/// A seed from the browser's entropy.
pub(crate) fn draw_seed() -> Seed {
    Seed(getrandom::u64().map_or(2, |n| 1 + n % 999_999))
}

fn settings(context: &Context<'_>) -> Html {
    let experiment = context.session.wanted();
    let training = &experiment.training;
    let optimizers = ["Adam", "SGD with momentum", "Adagrad"];
    let optimizer = match training.optimizer {
        OptimizerKind::Adam { .. } => 0,
        OptimizerKind::Sgd { .. } => 1,
        OptimizerKind::Adagrad { .. } => 2,
    };
    let hidden: Vec<String> = training.hidden.iter().map(usize::to_string).collect();
    let n_workers = context.session.n_workers();
    html! {
        <details>
            <summary>{ "Settings" }</summary>
            <div class="controls">
                { number_field("Seed", experiment.seed.0.to_string(), change(context, |e, n: u64| e.seed = Seed(n))) }
                { number_field("Hidden layers", hidden.join(", "), change(context, |e, layers: Layers| e.training.hidden = layers.0)) }
                { choice("Activation", vec!["ReLU".to_string(), "tanh".to_string()], usize::from(training.activation == Activation::Tanh),
                    change(context, |e, n: usize| e.training.activation = [Activation::Relu, Activation::Tanh][n.min(1)])) }
                { choice("Optimizer", optimizers.map(String::from).to_vec(), optimizer, change(context, |e, n: usize| {
                    e.training.optimizer = match n {
                        0 => OptimizerKind::Adam { learning_rate: 0.001 },
                        1 => OptimizerKind::Sgd { learning_rate: 0.1, momentum: 0.9 },
                        _ => OptimizerKind::Adagrad { learning_rate: 0.02 },
                    };
                })) }
                { number_field("Learning rate", training.optimizer.learning_rate().to_string(), change(context, |e, rate: f32| {
                    match &mut e.training.optimizer {
                        OptimizerKind::Adam { learning_rate }
                        | OptimizerKind::Sgd { learning_rate, .. }
                        | OptimizerKind::Adagrad { learning_rate } => *learning_rate = rate,
                    }
                })) }
                { number_field("Batch size", training.batch_size.to_string(), change(context, |e, n: usize| e.training.batch_size = n)) }
                { number_field("Epochs", training.epochs.to_string(), change(context, |e, n: usize| e.training.epochs = n)) }
                { number_field("Members", experiment.split.n_members.to_string(), change(context, |e, n: usize| e.split.n_members = n)) }
                { number_field("Non-members", experiment.split.n_non_members.to_string(), change(context, |e, n: usize| e.split.n_non_members = n)) }
                if let Some(source) = experiment.data.registered() {
                    { for source.kind().parameters().iter().zip(source.values()).enumerate().map(|(place, (parameter, value))| {
                        number_field(parameter.title, value.to_string(), change(context, move |e, value: f64| {
                            if let DataSource::Registered(source) = &mut e.data {
                                source.values_mut()[place] = value;
                            }
                        }))
                    }) }
                }
                { choice("Workers", (1..=8).map(|n: usize| n.to_string()).collect(), n_workers - 1, context.on(|n: usize| Event::SetWorkers(n + 1).into())) }
            </div>
            <p>
                <button onclick={change_by_click(context, papers_setting)}>{ "The paper's network and split" }</button>
                <span class="hint">{ " Five hidden layers of 512 units, four fifths of the records as members. It takes minutes, not seconds." }</span>
            </p>
            <p class="hint">{ "A change trains anew. The number of workers changes the time, never a result." }</p>
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

/// A callback that asks for another experiment.
pub(crate) fn change<T: 'static>(context: &Context<'_>, set: impl Fn(&mut Experiment, T) + 'static) -> Callback<T> {
    let experiment = context.session.wanted().clone();
    context.on(move |value| {
        let mut changed = experiment.clone();
        set(&mut changed, value);
        // Another seed is still the paper's experiment; another network or split is not.
        if (Experiment { seed: experiment.seed, ..changed.clone() }) != experiment {
            changed.paper = None;
        }
        Event::Change(changed).into()
    })
}

fn change_by_click(context: &Context<'_>, set: impl Fn(&mut Experiment, usize) + 'static) -> Callback<MouseEvent> {
    let n_records = context.session.description.as_ref().map_or(0, |d| d.n_records);
    change(context, move |experiment, _: MouseEvent| set(experiment, n_records))
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
