//! Every chart, drawn from ordinary, empty and extreme data at the sizes of a phone, a column and a wide page.

mod answer;
mod class_results;
mod data;
mod data_sets;
mod distance;
mod every;
mod guess;
mod hill;
mod roc;
mod run;
mod scores;
mod strong_membership;
mod svg;
mod table;
mod training;
