//! From a file to records.

use super::*;
use crate::FeatureKind;
use crate::experiment::Experiment;
use crate::{Seed, Stream};
use rand::RngExt;

/// Lines below a header.
fn file(header: &str, n: usize, mut line: impl FnMut(usize) -> String) -> String {
    let lines: String = (0..n).map(|i| line(i) + "\n").collect();
    format!("{header}\n{lines}")
}

fn records(text: &str, options: &Options) -> Result<Records, ReadError> {
    read(text.as_bytes(), options, MAX_BYTES)
}

fn refusal(text: &str, options: &Options) -> String {
    records(text, options).expect_err("it is refused").to_string()
}

fn kinds(records: &Records) -> Vec<FeatureKind> {
    records.dataset.schema().features.iter().map(|feature| feature.kind.clone()).collect()
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| text.to_string()).collect()
}

/// Sex, colour, size, class; a hole in each feature but the first.
fn holes() -> String {
    file("sex,colour,size,class", 60, |i| {
        let colour = if i == 7 { "?" } else { ["red", "blue", "green"][i % 3] };
        let size = if i == 9 { "NA".to_string() } else { format!("{}", i * 7 % 31) };
        format!("{},{colour},{size},{}", ["M", "F"][i / 2 % 2], ["no", "yes"][i / 5 % 2])
    })
}

#[test]
fn values_keep_their_names_and_holes_are_marked() {
    let records = records(&holes(), &Options::default()).expect("a good file");
    let (dataset, schema) = (&records.dataset, records.dataset.schema());
    assert_eq!(schema.classes, ["no", "yes"]);
    assert_eq!(schema.features[0].names, Some(["F".to_string(), "M".to_string()]));
    assert_eq!((schema.features[0].show(0.0), schema.features[0].show(1.0)), ("F".into(), "M".into()));
    let levels = texts(&["blue", "green", "red", "missing"]);
    assert_eq!(kinds(&records)[1], FeatureKind::Categorical { levels });
    assert_eq!(dataset.record(7)[1], 3.0, "a hole is a level");
    // The lower median of 59 numbers.
    let mut sizes: Vec<usize> = (0..60).filter(|i| *i != 9).map(|i| i * 7 % 31).collect();
    sizes.sort_unstable();
    assert_eq!(dataset.record(9)[2], sizes[29] as f32);
    let filled = |record| (0..3).filter(|feature| dataset.is_filled(record, *feature)).collect::<Vec<_>>();
    assert_eq!((filled(7), filled(9), filled(8)), (vec![1], vec![2], vec![]));
}

#[test]
fn records_with_holes_can_be_left_out() {
    let options = Options { drop_holes: vec![2, 3], ..Options::default() };
    let records = records(&holes(), &options).expect("a good file");
    assert_eq!((records.dataset.n_records(), records.n_usable), (58, 58));
    let levels = texts(&["blue", "green", "red"]);
    assert_eq!(kinds(&records)[1], FeatureKind::Categorical { levels });
}

#[test]
fn records_without_a_label_are_left_out() {
    let text = file("a,class", 60, |i| format!("{},{}", i % 7, ["x", "y", ""][i % 3]));
    let records = records(&text, &Options::default()).expect("a good file");
    assert_eq!((records.dataset.n_records(), &records.dataset.schema().classes[..]), (40, &texts(&["x", "y"])[..]));
}

#[test]
fn an_amount_is_cut_at_its_quantiles() {
    let text = file("a,target", 90, |i| format!("{},{}.5", i % 4, i * 37 % 90));
    let cut = |cut| records(&text, &Options { cut, ..Options::default() }).expect("a good file");
    let halves = cut(None);
    assert_eq!(halves.options.cut, Some(2));
    assert_eq!(halves.dataset.schema().classes, ["up to 44.5", "over 44.5"]);
    let thirds = cut(Some(3));
    assert_eq!(thirds.dataset.schema().classes, ["up to 29.5", "over 29.5 to 59.5", "over 59.5"]);
    let sizes = (0..3).map(|class| thirds.dataset.labels().iter().filter(|label| **label == class).count());
    assert_eq!(sizes.collect::<Vec<_>>(), [30, 30, 30]);
    assert!(refusal(&text, &Options { cut: Some(11), ..Options::default() }).contains("2 to 10"));
}

#[test]
fn labels_that_differ_in_case_or_a_dot_are_joined_if_asked() {
    let text = file("a,class", 60, |i| format!("{},{}", i % 7, ["Yes", "no", "yes.", "NO"][i % 4]));
    assert_eq!(records(&text, &Options::default()).expect("a good file").dataset.schema().classes.len(), 4);
    let joined = records(&text, &Options { join_labels: Some(true), ..Options::default() }).expect("a good file");
    assert_eq!(joined.dataset.schema().classes, ["NO", "Yes"]);
}

#[test]
fn rare_texts_are_one_level_and_binary_columns_may_be_numbers() {
    let text = file("place,flag,class", 900, |i| {
        format!("p{},{},{}", if i < 300 { i % 3 } else { 3 + i % 80 }, i / 2 % 2, ["x", "y"][i / 7 % 2])
    });
    let records = records(&text, &Options::default()).expect("a good file");
    let FeatureKind::Categorical { levels } = &kinds(&records)[0] else { panic!("a column of texts") };
    assert_eq!((levels.len(), levels[63].as_str()), (64, "other"));
    assert_eq!(records.dataset.schema().features[1].show(1.0), "1");
}

#[test]
fn a_large_file_is_sampled_and_the_sample_is_the_same_again() {
    let text = file("a,b,class", 6000, |i| format!("{},{},{}", i * 31 % 997, i % 3, ["x", "y"][i / 3 % 2]));
    let whole = records(&text, &Options { sample: Some(0), ..Options::default() }).expect("a good file");
    let sample = records(&text, &Options::default()).expect("a good file");
    assert_eq!((whole.dataset.n_records(), sample.dataset.n_records(), sample.n_usable), (6000, SAMPLE, 6000));
    assert_eq!(sample.options.sample, Some(SAMPLE));
    let again = records(&text, &sample.options).expect("what was decided gives the same");
    assert_eq!((again.dataset.digest(), &again.options), (sample.dataset.digest(), &sample.options));
    // Grids come of all records.
    assert_eq!(kinds(&whole), kinds(&sample));
    assert!(refusal(&text, &Options { sample: Some(3), ..Options::default() }).contains("too small"));
}

#[test]
fn a_sample_by_person_takes_persons_whole() {
    let text = file("person_id,a,class", 6000, |i| format!("{},{},{}", i / 4, i * 31 % 97, ["x", "y"][i / 3 % 2]));
    // Not even the last one is cut.
    let options = Options { group: Some(1), sample: Some(1003), ..Options::default() };
    let records = records(&text, &options).expect("a good file");
    let persons = records.dataset.own().and_then(|own| own.persons.clone()).expect("persons are told");
    let mut sizes = vec![0; 1 + *persons.iter().max().expect("somebody")];
    persons.iter().for_each(|person| sizes[*person] += 1);
    assert_eq!(records.dataset.n_records(), 1000);
    assert!(sizes.iter().all(|size| *size == 4), "{sizes:?}");
}

#[test]
fn columns_that_say_the_same_are_twins() {
    let text =
        file("a,b,code,class", 60, |i| format!("{},k{},{},{}", i % 5, i % 7, 10 * (i % 5), ["x", "y"][i / 3 % 2]));
    let records = records(&text, &Options::default()).expect("a good file");
    assert_eq!(records.dataset.own().map(|own| own.twins.clone()), Some(vec![(2, 0)]));
}

#[test]
fn what_cannot_be_is_refused_in_words() {
    let text = file("id,a,b,class", 60, |i| format!("{i},{},k{},{}", i % 5, i % 7, ["x", "y"][i / 3 % 2]));
    let with = |label, kinds: &[(usize, ColumnKind)]| Options {
        label: Some(label),
        kinds: kinds.iter().copied().collect(),
        ..Options::default()
    };
    for (options, wanted) in [
        (with(9, &[]), "no column number 9"),
        (with(1, &[]), "60 different values in 60 records"),
        (with(4, &[(3, ColumnKind::Numeric)]), "Column 3 (“b”) can't be read as numbers: line 2 holds “k0”"),
        (with(4, &[(2, ColumnKind::Binary)]), "Column 2 (“a”) has 5 different values"),
        (with(4, &[(2, ColumnKind::LeftOut), (3, ColumnKind::LeftOut)]), "no features"),
    ] {
        let sentence = refusal(&text, &options);
        assert!(sentence.contains(wanted), "“{sentence}” should contain “{wanted}”");
    }
    let constant = file("a,class", 60, |i| format!("{i}.5,x"));
    assert!(refusal(&constant, &with(2, &[])).contains("“x”"));
    assert!(refusal("a,b\n1,2\n", &Options::default()).contains("1 record(s)"));
    assert!(refusal("a,b\n", &Options::default()).contains("0 record(s)"));
}

/// Version 1 took every text as it stood, and its experiments give what they gave.
#[test]
fn a_file_of_version_1_is_read_as_it_was() {
    let text = file("on,colour,size,class", 30, |i| {
        format!("{},{},{},{}", i % 2, ["red", "green", "None"][i % 3], i as f32 / 2.0, ["a", "b"][i / 2 % 2])
    });
    let dataset = version_1::read(text.as_bytes(), &Default::default(), MAX_BYTES).expect("a good file");
    let levels = texts(&["None", "green", "red"]);
    assert_eq!(dataset.schema().features[1].kind, FeatureKind::Categorical { levels });
    assert_eq!(dataset.record(5).to_vec(), [1.0, 0.0, 2.5]);
    let holes = text.replace("1,green,0.5", "1,,0.5");
    let refusal = version_1::read(holes.as_bytes(), &Default::default(), MAX_BYTES).expect_err("it has a hole");
    assert!(refusal.to_string().contains("line 3"), "{refusal}");
}

#[test]
fn an_experiment_on_a_file_can_be_run() {
    let records = records(&holes(), &Options::default()).expect("a good file");
    let csv = Decisions::Version2(records.options);
    let mut experiment = Experiment::own(crate::work::sha256_of(holes().as_bytes()), csv, &records.dataset);
    experiment.training.epochs = 2;
    let report = crate::work::run(experiment, Some(holes().as_bytes())).expect("it can be run");
    assert!(report.fingerprint().len() == 64);
}

/// Nobody is a member and a non-member, and nobody's records are on both sides of a fold.
#[test]
fn a_split_by_person_keeps_persons_together() {
    let text = file("person_id,a,b,class", 400, |i| {
        format!("{},{},{},{}", 100 + i * 7 % 97, i * 31 % 89, i % 5, ["x", "y"][i / 3 % 2])
    });
    let records = records(&text, &Options { group: Some(1), ..Options::default() }).expect("a good file");
    let persons = records.dataset.own().and_then(|own| own.persons.clone()).expect("persons are told");
    let sizes = crate::SplitSizes { n_members: 130, n_non_members: 130 };
    for seed in 0..20 {
        let trial = crate::trial::Trial::new(records.dataset.clone(), sizes, crate::Seed(seed).repeat(0));
        let split = trial.expect("there are enough persons").split().clone();
        let place_of = |record: &usize| {
            let member = split.members.iter().position(|own| own == record).map(|at| (0, split.folds[0][at]));
            member.or_else(|| split.non_members.iter().position(|own| own == record).map(|at| (1, split.folds[1][at])))
        };
        let mut place: std::collections::HashMap<usize, Option<(usize, usize)>> = std::collections::HashMap::new();
        for record in 0..400 {
            let own = place_of(&record);
            assert_eq!(*place.entry(persons[record]).or_insert(own), own, "seed {seed}, person {}", persons[record]);
        }
    }
}

/// A record whose unknown part holds a hole is no target, and there are as many others.
#[test]
fn records_with_a_hole_are_no_targets_for_it() {
    let text = file("a,b,class", 300, |i| {
        let a = if i % 3 == 0 { "?".to_string() } else { format!("{}", i * 31 % 13) };
        format!("{a},{},{}", i % 5, ["x", "y"][i / 3 % 2])
    });
    let records = records(&text, &Options::default()).expect("a good file");
    let csv = Decisions::Version2(records.options.clone());
    let mut experiment = Experiment::own(crate::work::sha256_of(text.as_bytes()), csv, &records.dataset);
    experiment.attribute_inference.portion = crate::experiment::PortionChoice::Features(vec![0]);
    experiment.attribute_inference.n_targets = 20;
    let worker = crate::work::TrialWorker::new(experiment, Some(text.as_bytes())).expect("it can be run");
    assert_eq!(worker.question().n_targets, [20, 20]);
    for unit in worker.population_units() {
        if let crate::work::Unit::Target(target) = unit {
            let record = worker.trial().side(target.taken_from)[target.number];
            assert!(!worker.trial().dataset().is_filled(record, 0));
        }
    }
}

/// What is said of a file is said of the label and the kinds that were chosen, not of those that were suggested.
#[test]
fn warnings_follow_what_was_chosen() {
    let text = file("age,grade,code,passed", 120, |i| {
        let grade = i / 7 % 3;
        format!("{},{},{},{}", 20 + i * 31 % 40, ["a", "b", "c"][grade], 10 * grade, ["no", "yes"][i / 5 % 2])
    });
    let table = Table::read(text.as_bytes(), Given::default(), MAX_BYTES).expect("a table");
    let reading = Reading::of(table).expect("enough records");
    let said = |options: Options| {
        let inspection = Inspection::of(&reading, &options);
        (inspection.warnings.join("\n"), inspection.label.map(|label| (label.name, label.why)))
    };
    let (warnings, label) = said(Options::default());
    assert_eq!(label.expect("a label").0, "passed");
    assert!(!warnings.contains("tells the label") && warnings.contains("“code” is nothing but “grade”"), "{warnings}");
    let (warnings, label) = said(Options { label: Some(2), ..Options::default() });
    assert_eq!(label, Some(("grade".to_string(), "You said so.".to_string())));
    assert!(warnings.contains("“code” tells the label exactly") && !warnings.contains("nothing but"), "{warnings}");
    let kinds = [(3, ColumnKind::LeftOut)].into();
    let (warnings, _) = said(Options { label: Some(2), kinds, ..Options::default() });
    assert!(!warnings.contains("“code”"), "{warnings}");
    let left_out =
        Inspection::of(&reading, &Options { kinds: [(3, ColumnKind::LeftOut)].into(), ..Options::default() });
    assert_eq!(left_out.columns[2].left_out.as_deref(), Some("as you said"));
}

/// An amount's classes are what a column can tell, and holes that leave records out are said to.
#[test]
fn warnings_speak_of_classes_and_of_what_happens_to_holes() {
    let text = file("half,size,target", 120, |i| {
        let amount = i * 37 % 120;
        let size = if i == 7 { "?".to_string() } else { (i % 11).to_string() };
        format!("{},{size},{amount}.5", if amount < 60 { "low" } else { "high" })
    });
    let table = Table::read(text.as_bytes(), Given::default(), MAX_BYTES).expect("a table");
    let reading = Reading::of(table).expect("enough records");
    let said = |options: Options| Inspection::of(&reading, &options).warnings.join("\n");
    let halves = said(Options::default());
    assert!(halves.contains("cut into 2 classes") && halves.contains("“half” tells the label exactly"), "{halves}");
    assert!(halves.contains("in one of numbers its median"), "{halves}");
    let thirds = said(Options { cut: Some(3), drop_holes: vec![2], ..Options::default() });
    assert!(thirds.contains("cut into 3 classes") && !thirds.contains("tells the label"), "{thirds}");
    assert!(thirds.contains("“size”: their records are left out"), "{thirds}");
}

#[test]
fn a_file_opened_a_little_at_a_time_is_the_file_read_in_one_go() {
    let mut lines = vec!["size,hue,kept".to_string()];
    lines.extend((0..200_000).map(|n| format!("{},{},{}", n % 97, ["red", "blue", "?"][n % 3], n % 2)));
    let file = lines.join("\n").into_bytes();
    let mut opening = Opening::new(&file[..], Given::default(), MAX_BYTES);
    let mut shares = vec![opening.progress()];
    let opened = loop {
        if let Some(opened) = opening.step().expect("a table") {
            break opened;
        }
        shares.push(opening.progress());
    };
    assert!(shares.is_sorted() && shares.len() > 10 && shares.iter().all(|share| (0.0..=1.0).contains(share)));
    assert_eq!(opened.sha256, crate::work::sha256_of(&file));
    assert_eq!(opened.reading.table, Table::read(&file, Given::default(), MAX_BYTES).expect("a table"));
    let mut opening = Opening::new(&b"abc"[..], Given::default(), MAX_BYTES);
    assert!((0..3).any(|_| opening.step().is_err()));
}

/// A column that nearly is the label, among others that say nothing: of 200 files each whose columns are drawn by coin,
/// none is said to tell the label.
#[test]
fn what_nearly_tells_the_label_is_said_and_nothing_else() {
    let warned = |text: &str| {
        let reading = Reading::of(Table::read(text.as_bytes(), Given::default(), MAX_BYTES).expect("a table"));
        let inspection = Inspection::of(&reading.expect("enough records"), &Options::default());
        inspection.warnings.into_iter().find(|warning| warning.contains("alone tells"))
    };
    let near = file("level,again,class", 200, |i| {
        let class = i * 7 % 13 % 2;
        format!("{},{},{}", i % 5, if i % 50 == 3 { 1 - class } else { class }, ["no", "yes"][class])
    });
    let sentence = warned(&near).expect("it is right of 98 in 100");
    assert!(sentence.starts_with("“again” alone tells the label of 98 %"), "{sentence}");
    for draw in 0..200 {
        let mut rng = Seed(3).rng(Stream::Neighbours, draw);
        // Classes from balanced to one in twenty.
        let rare = 2 + draw % 19;
        let text = file("a,b,c,class", 300, |_| {
            let mut of = |n: u64| rng.random_range(0..n);
            format!("{},{},{},{}", of(2), of(9), of(30), ["no", "yes"][usize::from(of(rare) == 0)])
        });
        assert_eq!(warned(&text), None, "draw {draw}");
    }
}
