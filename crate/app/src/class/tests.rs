//! Codes, lists and what they give together.

use super::check::{GENERATOR, check, product};
use super::code::ResultCode;
use super::error::CodeError;
use super::file::{file_name, to_file};
use super::list::{Change, Class, Source};
use super::measure::Measure;
use super::number::{Number, number_of, with_number};
use super::origin::Origin;
use super::pool::{added, pooled};
use super::words::{findings, what_varies};
use nearmiss::experiment::{Checked, PortionChoice};
use nearmiss::source::DataSource;
use nearmiss::{Experiment, Rng, Seed, Stream};
use proptest::prelude::*;
use rand::RngExt;

fn checked(experiment: Experiment) -> Checked {
    experiment.check().expect("it can be run")
}

fn digits() -> Origin {
    Origin::of(&checked(Experiment::digits()))
}

fn number(number: u64) -> Number {
    Number::new(number).expect("there is such a number")
}

fn code(of: u64, numbers: [Option<f64>; 4]) -> ResultCode {
    ResultCode::new(digits(), number(of), numbers)
}

fn took(class: &mut Class, text: &str) {
    let source = Source { file: None, text: Some(text.to_string()) };
    class.change(Change::Took(vec![source], digits()));
}

/// About normal, in thousandths' steps only by the code.
fn normal(rng: &mut Rng, mean: f64, deviation: f64) -> f64 {
    let sum: f64 = (0..12).map(|_| rng.random::<f64>()).sum();
    mean + deviation * (sum - 6.0)
}

#[test]
fn the_checks_roots_are_the_first_four_powers_of_the_generator() {
    let mut root = 1;
    for _ in 0..4 {
        root = product(root, 2);
        let value = GENERATOR.iter().fold(1, |value, coefficient| product(value, root) ^ coefficient);
        assert_eq!(value, 0, "at {root}");
        let word = [&[7, 0, 31, 2][..], &check(&[7, 0, 31, 2])].concat();
        assert_eq!(word.iter().fold(0, |value, letter| product(value, root) ^ letter), 0);
    }
    // 2 has order 31, so that codes of up to 31 letters keep their distance.
    let powers: std::collections::BTreeSet<u8> =
        (0..31).scan(1, |power, _| Some(std::mem::replace(power, product(*power, 2)))).collect();
    assert_eq!(powers.len(), 31);
}

#[test]
fn a_students_seed_is_told_by_his_number_and_back() {
    for own in [0, 1, 4711, 999_999] {
        for n in 0..=99 {
            let seed = with_number(Seed(own), number(n));
            assert_eq!((number_of(seed), with_number(seed, number(0))), (number(n), Seed(own)));
            assert_eq!(with_number(seed, number(17)), Seed(17_000_000 + own));
        }
    }
    // Beyond what numbers reach a seed is the experiment's own.
    let far = Seed(123_456_789_012);
    assert_eq!((number_of(far), with_number(far, number(0))), (number(0), far));
    assert_eq!(with_number(far, number(2)), Seed(2_789_012));
    assert!("100".parse::<Number>().is_err() && "-1".parse::<Number>().is_err() && "99".parse() == Ok(number(99)));
}

fn some_number() -> impl Strategy<Value = Option<f64>> {
    proptest::option::of((0..=1000_u16).prop_map(|n| f64::from(n) / 1000.0))
}

fn some_code() -> impl Strategy<Value = ResultCode> {
    let numbers = [some_number(), some_number(), some_number(), some_number()];
    (0..=99_u64, numbers).prop_map(|(n, numbers)| code(n, numbers))
}

proptest! {
    #[test]
    fn a_code_reads_back_however_it_is_written(code in some_code(), is_low in any::<bool>(), between in "[- ]{0,2}") {
        let text = code.text();
        prop_assert_eq!(text.len(), 24);
        let typed = text.replace('-', &between).replace('0', "O").replace('1', if is_low { "l" } else { "I" });
        let typed = if is_low { typed.to_lowercase() } else { typed };
        prop_assert_eq!(ResultCode::read(&typed), Ok(code));
    }

    #[test]
    fn up_to_four_wrong_letters_are_noticed_for_certain(
        code in some_code(),
        wrong in proptest::collection::btree_map(0..20_usize, 1..32_usize, 1..=4),
    ) {
        let mut letters: Vec<u8> = code.text().bytes().filter(|b| *b != b'-').collect();
        let alphabet = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        for (place, by) in wrong {
            let own = alphabet.iter().position(|letter| *letter == letters[place]).expect("it is a letter");
            letters[place] = alphabet[(own + by) % 32];
        }
        let typed = String::from_utf8(letters).expect("ASCII");
        prop_assert_eq!(ResultCode::read(&typed), Err(CodeError::Mistyped(typed.clone())));
    }
}

/// All of them, of three codes, not only drawn ones.
#[test]
fn every_wrong_letter_and_every_pair_that_changed_places_is_refused() {
    for own in [code(1, [Some(0.712), Some(0.5), Some(0.493), None]), code(99, [None; 4]), code(0, [Some(1.0); 4])] {
        let letters: Vec<char> = own.text().chars().filter(|c| *c != '-').collect();
        for place in 0..20 {
            for letter in "0123456789ABCDEFGHJKMNPQRSTVWXYZ".chars().filter(|letter| *letter != letters[place]) {
                let mut typed = letters.clone();
                typed[place] = letter;
                let error = ResultCode::read(&typed.iter().collect::<String>());
                assert!(matches!(error, Err(CodeError::Mistyped(_))), "{letter} at {place}");
            }
            for other in (place + 1..20).filter(|other| letters[*other] != letters[place]) {
                let mut typed = letters.clone();
                typed.swap(place, other);
                let error = ResultCode::read(&typed.iter().collect::<String>());
                assert!(matches!(error, Err(CodeError::Mistyped(_))), "{place} and {other}");
            }
        }
    }
}

/// One in 2^20 of all letters passes: more than 12 of 2 million in fewer than one run of a million.
#[test]
fn anything_else_passes_one_time_in_a_million() {
    let mut rng = Seed(1).rng(Stream::Coin, 0);
    let passed = (0..2_000_000).filter(|_| {
        let letters: [u8; 20] = std::array::from_fn(|_| rng.random_range(0..32));
        check(&letters[..16]) == letters[16..]
    });
    let n_passed = passed.count();
    assert!(n_passed <= 12, "{n_passed}");
}

#[test]
fn what_is_wrong_with_a_code_is_said() {
    let own = code(17, [Some(0.7), Some(0.6), Some(0.5), Some(0.4)]);
    let text = own.text();
    let refusal = |typed: &str| ResultCode::read(typed).expect_err("it is none").to_string();
    assert!(refusal(&text[..22]).contains("has 18 letters; a code has 20"));
    assert!(refusal("").contains("has 0 letters"));
    assert!(refusal(&text.replacen(|c: char| c != '-' && c != '1', "U", 1)).contains("Is it a V?"));
    // A code of version 2, its check right.
    let alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut letters: Vec<u8> =
        text.chars().filter_map(|c| alphabet.find(c)).take(16).map(|place| place as u8).collect();
    letters[0] = 2;
    letters.extend(check(&letters));
    let newer: String = letters.iter().map(|letter| char::from(alphabet.as_bytes()[usize::from(*letter)])).collect();
    assert!(refusal(&newer).contains("is of version 2 of these codes; here only 1 is known"));
    let long = refusal(&"A".repeat(100_000));
    assert!(long.contains("has 100000 letters") && long.len() < 200, "{long}");
}

#[test]
fn another_experiment_is_told_from_another_student() {
    let base = Experiment::digits();
    let own = Origin::of(&checked(base.clone()));
    for same in [
        Experiment { seed: with_number(base.seed, number(30)), ..base.clone() },
        Experiment { matrix: Experiment::location_matrix().matrix, ..base.clone() },
        Experiment { paper: Experiment::location().paper, ..base.clone() },
    ] {
        assert_eq!(Origin::of(&checked(same)), own);
    }
    let mut looked_at = base.clone();
    looked_at.attribute_inference.target.number = 5;
    looked_at.attribute_inference.guess_by = nearmiss::attribute::GuessBy::LogOdds;
    assert_eq!(Origin::of(&checked(looked_at)), own);
    let mut slower = base.clone();
    slower.training.epochs += 1;
    let guarded = nearmiss::defence::Defence::named("mem_guard", &[]).expect("it is registered");
    for other in [
        slower,
        Experiment { seed: Seed(2), ..base.clone() },
        Experiment { defence: guarded, ..base.clone() },
        Experiment::voters(),
    ] {
        let origin = Origin::of(&checked(other));
        assert!(origin.digest(false) != own.digest(false) && origin.digest(true) != own.digest(true));
    }
    let mut asked = base.clone();
    asked.attribute_inference.portion = PortionChoice::Random(12);
    let asked = Origin::of(&checked(asked));
    assert_eq!(asked.digest(false), own.digest(false), "without a guess, what was asked doesn't matter");
    assert_ne!(asked.digest(true), own.digest(true));
}

#[test]
fn pasted_codes_are_found_whatever_parts_them() {
    let codes: Vec<ResultCode> = (1..=8).map(|n| code(n, [Some(0.5 + n as f64 / 100.0), None, None, None])).collect();
    let t: Vec<String> = codes.iter().map(ResultCode::text).collect();
    let bare = |n: usize| t[n].replace('-', "");
    let text = format!(
        "{}\r\n  {}, {};{} {}\n{}\n\n{} {}\n",
        t[0],
        t[1].replace('-', " "),
        bare(2),
        t[3].to_lowercase(),
        bare(4),
        t[5].replace('-', " \t"),
        t[6],
        t[7].replace('-', " "),
    );
    let mut class = Class::default();
    took(&mut class, &text);
    assert_eq!((class.of(digits()), class.told.clone()), (codes, vec!["8 results added.".to_string()]));
}

#[test]
fn a_foreign_a_repeated_and_a_doubled_result_are_told_and_the_good_ones_kept() {
    let mut class = Class::default();
    let (first, second) = (code(1, [Some(0.7), None, None, None]), code(1, [Some(0.71), None, None, None]));
    let foreign = ResultCode::new(Origin::of(&checked(Experiment::voters())), number(2), [Some(0.6); 4]);
    let text = [first, first, second, foreign, code(3, [None; 4])].map(|code| code.text()).join("\n") + "\nAnn";
    took(&mut class, &text);
    assert_eq!(class.told.len(), 5, "{:?}", class.told);
    for (told, says) in class.told.iter().zip([
        "2 results added.",
        "(number 1) is here already.",
        "Do two people have the same number?",
        "of another experiment than the one above",
        "“Ann” has 3 letters",
    ]) {
        assert!(told.contains(says), "{told}");
    }
    assert_eq!(class.of(digits()), [first, code(3, [None; 4])]);
    class.change(Change::Remove(number(1), digits()));
    took(&mut class, &second.text());
    assert_eq!(class.of(digits()), [second, code(3, [None; 4])]);
    assert_eq!(class.told, ["1 result added."]);
}

#[test]
fn what_the_browser_kept_is_there_again_and_bounded() {
    let mut class = Class::default();
    let text: String = (1..=99).map(|n| code(n, [Some(0.5); 4]).text() + "\n").collect();
    took(&mut class, &text);
    assert_eq!(class.text().len(), 99 * 25);
    let mut again = Class::default();
    again.change(Change::Recalled(class.text() + "no code\n"));
    assert_eq!(again.of(digits()), class.of(digits()));
    assert!(again.told.is_empty());
    again.change(Change::Recalled(class.text()));
    assert_eq!(again.of(digits()).len(), 99, "it was recalled before");
    let mut endless = Class::default();
    endless.change(Change::Recalled(text.repeat(9)));
    assert_eq!(endless.text().lines().count(), 300);
    took(&mut endless, "AAAA\n".repeat(1000).as_str());
    assert_eq!((endless.told.len(), endless.told[31].as_str()), (32, "970 more could not be taken."));
    let elsewhere = Origin::of(&checked(Experiment::voters()));
    assert_eq!((again.of(elsewhere).len(), again.n_others(elsewhere)), (0, 99), "another experiment's stay");
    again.change(Change::Clear(elsewhere));
    assert_eq!(again.of(digits()).len(), 99);
    again.change(Change::Clear(digits()));
    assert_eq!(again.text(), "");
}

#[test]
fn a_result_file_is_json_and_gives_its_code() {
    let numbers = [Some(0.712_345_678_9), Some(0.5), Some(0.493_499_999), None];
    let (own, base) = (code(7, numbers), Experiment::digits());
    let seed = with_number(base.seed, own.number);
    let fragment = crate::link::write(&Experiment { seed, ..base }, &Default::default());
    let json = to_file(&own, seed, numbers, "ab12", &fragment);
    let value: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!((value["seed"].as_u64(), value["auc"].as_f64()), (Some(7_000_001), numbers[0]));
    assert_eq!((value["guessed_within_3"].is_null(), value["number"].as_u64()), (true, Some(7)));
    assert_eq!((value["link"].as_str(), value["fingerprint"].as_str()), (Some(fragment.as_str()), Some("ab12")));
    assert_eq!(file_name(own.number), "near-miss-result-7.json");
    let mut class = Class::default();
    let mut give = |text: Option<&str>| {
        let source = Source { file: Some("a.json".to_string()), text: text.map(str::to_string) };
        class.change(Change::Took(vec![source], digits()));
        (class.of(digits()), class.told.clone())
    };
    assert!(give(None).1[1].contains("“a.json” is no result file"));
    assert!(give(Some("{\"a\": 1}")).1[1].contains("“{\"a\": 1}” is no result file"));
    assert!(give(Some(&json.replacen(&own.text()[..4], "ZZZZ", 1))).1[1].contains("wrong letter"));
    assert_eq!(give(Some(&json)), (vec![own], vec!["1 result added.".to_string()]));
    assert_eq!(give(Some(&(own.text() + "\n"))).1.len(), 2, "a file of codes is one, too: it is here already");
}

/// Against Python's `statistics.mean` and `stdev` of the same thousandths, and the 97.5 % point of Student's t with 29 degrees
/// of freedom (2.0452296) by Simpson's rule.
#[test]
fn thirty_results_have_the_mean_and_the_interval_of_another_computation() {
    let auc = |n: u64| 0.7 + (n * 37 % 61) as f64 / 1000.0;
    let codes: Vec<ResultCode> = (1..=30)
        .map(|n| {
            let (members, others) = (0.55 + (n * 7 % 23) as f64 / 1000.0, 0.54 + (n * 11 % 19) as f64 / 1000.0);
            code(n, [Some(auc(n)), Some(members), Some(others), (n % 2 == 0).then_some(0.25)])
        })
        .collect();
    let mut class = Class::default();
    took(&mut class, &codes.iter().map(|code| code.text() + " ").collect::<String>());
    let codes = class.of(digits());
    assert_eq!(codes.len(), 30);
    let close = |value: f64, wanted: f64| assert!((value - wanted).abs() < 1e-9, "{value}, not {wanted}");
    let spread = pooled(&codes, Measure::Auc).expect("all have it");
    let interval = spread.interval.expect("there are thirty");
    close(spread.mean, AUC.0);
    close(spread.deviation, AUC.1);
    close(interval.low, AUC.2 - 0.000_501);
    close(interval.high, AUC.3 + 0.000_501);
    let more = added(&codes).expect("all have both");
    let interval = more.interval.expect("there are thirty");
    close(more.mean, ADDED.0);
    close(interval.low, ADDED.2 - 0.001_002);
    close(interval.high, ADDED.3 + 0.001_002);
    assert_eq!(pooled(&codes, Measure::Guessed).map(|spread| spread.n), Some(15));
    assert!(findings(&codes)[0].starts_with("Over 30 results the attack tells members from others better than a coin"));
    assert_eq!(pooled(&codes[..2], Measure::Auc).map(|spread| spread.interval), Some(None));
    assert!(pooled(&[], Measure::Auc).is_none() && findings(&[]).is_empty());
    assert_eq!(findings(&codes[..1])[0], "Three results or more have an interval.");
}

/// Mean, standard deviation, and the ends of the interval.
const AUC: (f64, f64, f64, f64) = (0.730600000000, 0.017613866011, 0.724022874339, 0.737177125661);
/// The same of the differences.
const ADDED: (f64, f64, f64, f64) = (0.012133333333, 0.008803343148, 0.008846110978, 0.015420555689);

/// Each conclusion that isn't so is drawn in about 2.5 % of classes; a run has more than 3.6 % of 4,000, 4.5 standard
/// errors, about three times in a million.
#[test]
fn of_models_that_leak_nothing_a_class_concludes_no_leak() {
    for n in [3_u64, 30] {
        let mut rng = Seed(n).rng(Stream::Coin, 1);
        let (mut better, mut helps, n_classes) = (0, 0, 4000);
        for _ in 0..n_classes {
            let codes: Vec<ResultCode> = (1..=n)
                .map(|k| {
                    let numbers = [0.02, 0.03, 0.03].map(|deviation| Some(normal(&mut rng, 0.5, deviation)));
                    code(k, [numbers[0], numbers[1], numbers[2], None])
                })
                .collect();
            let said = findings(&codes);
            better += usize::from(said[0].contains("better than a coin:"));
            helps += usize::from(said[1].starts_with("Membership itself"));
        }
        assert!(better * 1000 < 36 * n_classes && helps * 1000 < 36 * n_classes, "{n}: {better}, {helps}");
        assert!(better > 0 && helps > 0, "the test would notice");
    }
    // A model that says nothing has an AUC of exactly a half, or almost.
    let masked: Vec<ResultCode> = (1..=30).map(|n| code(n, [Some(0.500_4), Some(0.500_6), Some(0.5), None])).collect();
    let said = findings(&masked);
    assert!(said[0].contains("no better than a coin") && said[1].starts_with("Nothing shows"), "{said:?}");
}

#[test]
fn what_varies_is_told_of_the_data_at_hand() {
    for own in [DataSource::named("digits", &[]), DataSource::named("voters", &[])] {
        assert!(what_varies(&own).contains("The records are the same"));
    }
    let file = DataSource::Own { sha256: "ab".repeat(32), csv: Default::default() };
    assert!(what_varies(&file).contains("The records are the same"));
    assert!(what_varies(&DataSource::check_ins(100)).contains("drawn anew"));
    assert!(what_varies(&DataSource::purchases(100, 2)).contains("drawn anew"));
}
