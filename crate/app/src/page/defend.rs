//! Station 5: what protects the model, and what only hides.

use super::before::{Before, before_and_after};
use super::chart::Viewport;
use super::control::{choice, number_field};
use super::matrix::MatrixProps;
use super::ui::{MatrixView, Msg, Tell, Ui, UiChange};
use super::view::{Drawable, drawn};
use super::words::number;
use crate::message::Description;
use crate::session::{Activity, Event, Part, Session};
use nearmiss::Experiment;
use nearmiss::defence::{ActsOn, DEFENCES, Defence};
use nearmiss::matrix::{MatrixConfig, MatrixReport};
use nearmiss::number::Number;
use std::rc::Rc;
use yew::prelude::*;

/// What [`Defend`] is drawn from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DefendProps {
    /// What was shown before another defence was chosen.
    before: Option<Rc<Before>>,
    /// The same of what is shown now.
    now: Option<Before>,
    /// What is wanted.
    defence: Defence,
    /// What it spends, where it is private and that is known.
    epsilon: Option<f64>,
    asked: Option<MatrixConfig>,
    description: Option<Part<Description>>,
    matrix: Option<Part<MatrixReport>>,
    /// Groups of defences tried, and their share in all, running ones in part.
    tried: (usize, f64),
    has_model: bool,
    is_held: bool,
    /// What the matrix will be made of, before it is asked for.
    config: MatrixConfig,
    view: MatrixView,
    viewport: Viewport,
    tell: Tell,
}

impl DefendProps {
    pub fn of(session: &Session, ui: &Ui, tell: &Tell) -> DefendProps {
        let Experiment { data, training, .. } = &***session.wanted();
        DefendProps {
            before: ui.before.clone(),
            now: Before::of(session),
            defence: session.wanted().defence,
            epsilon: session.epsilon(),
            asked: session.wanted().matrix.clone(),
            description: session.setup.description.clone(),
            matrix: session.found.shown.matrix.clone(),
            tried: (session.found.results.matrix.len(), session.matrix_share()),
            has_model: session.has_model(),
            is_held: session.run.activity == Activity::Stopped,
            config: ui.matrix_config.clone().fitted(data.name(), training, session.n_members(session.wanted())),
            view: ui.matrix,
            viewport: ui.viewport,
            tell: tell.clone(),
        }
    }
}

impl Drawable for DefendProps {
    fn view(&self) -> Html {
        let props = self;
        let defence = props.defence;
        html! {
            <section class="station" aria-labelledby="defend-heading">
                <h2 id="defend-heading" tabindex="-1"><span class="number">{ "5" }</span>{ "Defend" }</h2>
                <p>{ "The owner of a model can train it so that single records leave less of a trace, or show less of what it answers. Choose a defence, and stations 1 to 4 show the defended model. The question for each is whether it protects or only hides: an attacker who is shown no confidences can still ask for labels." }</p>
                <div class="controls">{ controls(props) }</div>
                <p class="hint">
                    { defence.kind().summary() }
                    if is_private(&defence) { { of_private(props) } }
                    { match defence.acts_on() {
                        _ if defence.name() == "none" => "",
                        ActsOn::Training => " The network is trained anew.",
                        ActsOn::Answers => " The network is trained to the same weights again; what is shown of its answers changes.",
                    } }
                </p>
                if let Some(before) = &props.before { { before_and_after(before, props.now.as_ref()) } }
                <h3>{ "Every attack against every defence" }</h3>
                <p>{ "For each defence that acts on training, a network is trained with it, and the attacker's own models, too: half of them on members and non-members, each of which is in half of these models, half on records of the attacker's own. Then every attack tries members against non-members, and members against near misses at distance 1. The abstract of the Euro S&P paper tells of five membership and three attribute attacks without naming them; which ones stand here is our choice. Each defence is tried at a strength of its own, whatever is chosen above." }</p>
                { run(props) }
                if let Some(report) = &props.matrix {
                    { drawn(MatrixProps { report: report.clone(), description: props.description.clone(), view: props.view, viewport: props.viewport, tell: props.tell.clone() }) }
                }
            </section>
        }
    }
}

/// The defence of the network shown, and its strength.
fn controls(props: &DefendProps) -> Html {
    let DefendProps { defence, tell, .. } = props;
    let titles = DEFENCES.iter().map(|kind| kind.title().to_string()).collect();
    let chosen = DEFENCES.iter().position(|kind| kind.name() == defence.name()).unwrap_or(0);
    let choose = |n: usize| match DEFENCES[n.min(DEFENCES.len() - 1)] {
        kind if is_private(&Defence::of(kind)) => Event::Spend(EPSILON, None).into(),
        kind => Msg::Change(Box::new(move |experiment| experiment.defence = Defence::of(kind))),
    };
    // Noise follows from what it may spend, once that is known.
    let n_following = usize::from(is_private(defence) && props.epsilon.is_some());
    let fields = defence.kind().parameters().iter().zip(defence.values()).enumerate().skip(n_following);
    // In a list of their own: one that grows is matched from its end, and whatever stood in it is made anew.
    let fields = html! {
        <>
            if is_private(defence) {
                { number_field("ε", props.epsilon.map(|epsilon| number(epsilon, 2)).unwrap_or_default(), tell.on(|Number(epsilon): Number<f64>| Event::Spend(epsilon, None).into())) }
            }
            { for fields.map(|(place, (parameter, value))| {
                let (defence, epsilon) = (*defence, props.epsilon);
                number_field(parameter.title, value.to_string(), tell.on_with(move |Number(value): Number<f64>| {
                    let mut own = defence;
                    if let Some(place) = own.values_mut().get_mut(place) {
                        *place = value;
                    }
                    match epsilon {
                        Some(epsilon) if is_private(&own) => Event::Spend(epsilon, Some(own)).into(),
                        _ => Msg::Change(Box::new(move |experiment| experiment.defence = own)),
                    }
                }))
            }) }
        </>
    };
    html! { <>{ choice("Defence", titles, chosen, tell.on(choose)) }{ fields }</> }
}

/// What private training spends that is chosen for the first time.
const EPSILON: f64 = 10.0;

fn is_private(defence: &Defence) -> bool {
    defence.regularization().privacy.is_some()
}

/// What follows from the controls of private training.
fn of_private(props: &DefendProps) -> String {
    let noise = props.defence.values().first().copied().unwrap_or_default();
    match props.epsilon {
        Some(_) => format!(
            " The noise follows from ε: σ = {noise}. Another ε also sets the gradients' greatest norm C, batch, rate and epochs: those that gave the best accuracy at about this ε on records that are neither members nor non-members, or for a file of your own those of a rule (docs/methods.md). A batch, rate or number of epochs of 0 takes station 1's."
        ),
        None => " What it spends is known once the network is trained.".to_string(),
    }
}

/// What the matrix is made of, its button and how far it is.
fn run(props: &DefendProps) -> Html {
    let DefendProps { asked, description, has_model, is_held, tell, .. } = props;
    let shown = asked.clone().unwrap_or_else(|| props.config.clone());
    let set = |change: fn(&mut MatrixConfig, usize)| {
        let (config, is_asked) = (shown.clone(), asked.is_some());
        tell.on_with(move |n: usize| {
            let mut config = config.clone();
            change(&mut config, n);
            match is_asked {
                true => Event::Matrix(Some(config)).into(),
                false => UiChange::MatrixConfig(config).into(),
            }
        })
    };
    let start = {
        let config = shown.clone();
        tell.on_with(move |_: MouseEvent| Event::Matrix(Some(config.clone())).into())
    };
    let n_groups = shown.groups().len();
    let (n_done, share) = props.tried;
    let is_over = props.matrix.is_some() && n_done == n_groups;
    html! {
        <>
            <div class="controls">
                { number_field("Models of the attacker's own", shown.n_shadows.to_string(), set(|c, n| c.n_shadows = n)) }
                { number_field("Models attacked", shown.n_trainings.to_string(), set(|c, n| c.n_trainings = n)) }
                { number_field("Members attacked", shown.n_subjects.to_string(), set(|c, n| c.n_subjects = n)) }
                if asked.is_none() {
                    <button class="primary" disabled={!*has_model} onclick={start}>{ "Try every attack on every defence" }</button>
                } else {
                    <button onclick={tell.on(|_: MouseEvent| Event::Matrix(None).into())}>{ "Remove" }</button>
                }
                if asked.is_some() && !is_over && !*is_held {
                    <progress aria-label="Defences tried" max="1" value={share.to_string()} />
                    <span>{ format!("{n_done} of {n_groups} groups of defences") }</span>
                }
            </div>
            if description.as_ref().is_some_and(|d| d.n_records < d.n_members + d.n_non_members + 40) {
                <p class="hint">{ "All records stand on one of the two sides, so none are left for the attacker: attacks that need records of his own are left out. Take fewer members or non-members in station 1's settings." }</p>
            }
        </>
    }
}
