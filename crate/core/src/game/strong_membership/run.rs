//! One game, a few records a step.

use super::game::{StrongMembership, StrongMembershipConfig, StrongMembershipResult};
use super::game_result::{ConfidenceChange, GameResult, Rules};
use super::pair::{PairResult, pair_result, win};
use crate::dataset::Inputs;
use crate::membership::{AnswerAttack, PAPERS_ATTACK};
use crate::mlp::Workspace;
use crate::sorted_map::SortedMap;
use crate::target_model::TargetModel;
use crate::trial::Trial;
use ndarray::ArrayView1;

/// One game being played, a few records a step.
#[derive(Debug, Clone)]
pub struct StrongMembershipRun {
    game: StrongMembership,
    config: StrongMembershipConfig,
    /// The next original.
    original: usize,
    players: Vec<AnswerAttack>,
    /// By player: scores of originals, once a pair, and of neighbours.
    scores: Vec<[Vec<f64>; 2]>,
    /// By pair, its original's number.
    pair_clusters: Vec<usize>,
    fewer_ones: Vec<f64>,
    frequencies: Vec<f64>,
}

impl StrongMembershipRun {
    /// Nothing played yet. `players` need no label, since the definition gives none; the paper's attack is among them.
    pub fn new(
        game: StrongMembership,
        config: &StrongMembershipConfig,
        players: Vec<AnswerAttack>,
    ) -> StrongMembershipRun {
        StrongMembershipRun {
            game,
            config: config.clone(),
            original: 0,
            scores: players.iter().map(|_| [Vec::new(), Vec::new()]).collect(),
            players,
            pair_clusters: Vec::new(),
            fewer_ones: Vec::new(),
            frequencies: Vec::new(),
        }
    }

    /// Plays on for at most about 20 ms; the result, once all records are through.
    pub fn step(
        &mut self,
        trial: &Trial,
        model: &TargetModel,
        workspace: &mut Workspace,
    ) -> Option<StrongMembershipResult> {
        let n_originals = self.config.n_originals.min(trial.side(self.game.originals).len());
        let per_step = (model.mlp().rows_per_step() / (self.config.n_variants + 1)).max(1);
        let schema = trial.dataset().schema();
        let end = n_originals.min(self.original + per_step);
        let mut asked = Inputs::empty(schema.n_inputs());
        let mut pairs = Vec::new();
        for original in self.original..end {
            let record = trial.side(self.game.originals)[original];
            let own_row = asked.n_rows();
            asked.push_row(trial.inputs().row(record));
            for variant in 0..self.config.n_variants {
                if let Some(neighbour) = self.game.neighbour_of(trial, original, variant) {
                    pairs.push((own_row, asked.n_rows()));
                    asked.push(schema, neighbour.view());
                    self.pair_clusters.push(trial.clusters(&[record]).map_or(original, |clusters| clusters[0]));
                    self.play_model_free(trial, record, neighbour.view());
                }
            }
        }
        let logits = model.logits(&asked, 0..asked.n_rows(), workspace);
        for (player, scores) in self.players.iter().zip(&mut self.scores) {
            let of_row = |row: usize| {
                let logits = logits.row(row);
                model.answer(logits.to_slice().expect("rows are contiguous"), 0, |answer| answer.score(player.score))
            };
            for &(own_row, row) in &pairs {
                scores[0].push(of_row(own_row));
                scores[1].push(of_row(row));
            }
        }
        self.original = end;
        (end == n_originals).then(|| self.result())
    }

    /// Share of the originals that are through.
    pub fn progress(&self) -> f64 {
        self.original as f64 / self.config.n_originals.max(1) as f64
    }

    fn play_model_free(&mut self, trial: &Trial, record: usize, neighbour: ArrayView1<'_, f32>) {
        let dataset = trial.dataset();
        let own = dataset.record(record);
        let n_ones = |values: ArrayView1<'_, f32>| values.iter().filter(|v| **v == 1.0).count();
        if dataset.schema().is_binary() {
            self.fewer_ones.push(win(n_ones(neighbour) as f64, n_ones(own) as f64));
        }
        let (of_own, of_neighbour) = log_frequencies(trial, record, neighbour);
        self.frequencies.push(win(of_own, of_neighbour));
    }

    fn result(&self) -> StrongMembershipResult {
        let n_pairs = self.pair_clusters.len();
        if n_pairs == 0 {
            return StrongMembershipResult { game: self.game, game_result: None };
        }
        let mean = |wins: &[f64]| wins.iter().sum::<f64>() / n_pairs as f64;
        let mut attacks: SortedMap<String, PairResult> = self
            .players
            .iter()
            .zip(&self.scores)
            .map(|(player, scores)| (player.name.to_string(), pair_result(&scores[0], &scores[1], &self.pair_clusters)))
            .collect();
        let papers =
            self.players.iter().position(|player| player.name == PAPERS_ATTACK).expect("the paper's attack plays");
        let [own, others] = &self.scores[papers];
        let rules = Rules {
            fewer_ones: (!self.fewer_ones.is_empty()).then(|| mean(&self.fewer_ones)),
            frequencies: mean(&self.frequencies),
        };
        let game_result = GameResult {
            n_pairs,
            max_confidence: attacks.remove(PAPERS_ATTACK).expect("it is one of the players"),
            model_free: rules.best(),
            rules,
            confidence_change: ConfidenceChange::of(own, others),
            other_attacks: attacks,
        };
        StrongMembershipResult { game: self.game, game_result: Some(game_result) }
    }
}

/// How frequent the values are in which a record and its neighbour differ: of either the sum of their logarithms. The rule
/// "the more usual record is the original" takes the greater one.
pub(crate) fn log_frequencies(trial: &Trial, record: usize, neighbour: ArrayView1<'_, f32>) -> (f64, f64) {
    let dataset = trial.dataset();
    let own = dataset.record(record);
    let (mut of_own, mut of_neighbour) = (0.0, 0.0);
    for (feature_idx, feature) in dataset.schema().features.iter().enumerate() {
        let (code, other) = (feature.value_idx(own[feature_idx]), feature.value_idx(neighbour[feature_idx]));
        if code != other {
            of_own += trial.log_frequency(feature_idx, code, record);
            of_neighbour += trial.log_frequency(feature_idx, other, record);
        }
    }
    (of_own, of_neighbour)
}
