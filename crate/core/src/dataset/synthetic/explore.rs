use super::check_ins::{draw, Numbers};
use super::statistics::Statistics;
use crate::attribute::imputation::Imputation;
use crate::dataset::{Dataset, Feature, FeatureKind, Schema, SplitSizes};
use crate::experiment::Experiment;
use crate::mrmr;
use crate::work::{run_on, TrialWorker};
use crate::{Seed};
use std::io::Read;

fn env(name: &str, default: &str) -> String { std::env::var(name).unwrap_or(default.to_string()) }

pub fn real(path: &str) -> Dataset {
    let mut text = String::new();
    flate2::read::GzDecoder::new(std::fs::File::open(path).unwrap()).read_to_string(&mut text).unwrap();
    let rows: Vec<Vec<usize>> = text.lines().map(|l| l.replace('"', "").split(',').map(|c| c.trim().parse().unwrap()).collect()).collect();
    let values = ndarray::Array2::from_shape_fn((rows.len(), 446), |(i, j)| rows[i][j + 1] as f32);
    let schema = Schema {
        features: (0..446).map(|j| Feature::new(format!("f{j}"), FeatureKind::Binary)).collect(),
        classes: (1..=30).map(|c| format!("{c}")).collect(), picture: None };
    Dataset::new(schema, values, rows.iter().map(|r| r[0] - 1).collect()).unwrap()
}

#[test]
fn explore() {
    let Ok(recipes) = std::env::var("RECIPES") else { return explore_one(&env("RECIPE", ""), false) };
    println!("acc .612(.70) auc .877 NN .34 cent .754 bits .20 maj 3.7 reg 2.45 pairs 262 d5 32 within 69.9 betw 76.8 | 25 .59 30 .815 35 .895 40 .903 45 .904 50 .874 60 .827 70 .848 80 .844");
    for recipe in recipes.split(';') { explore_one(recipe, true) }
}

fn explore_one(recipe: &str, short: bool) {
    let Ok(seeds) = std::env::var("SEEDS") else { return };
    let setting = env("SETTING", "small");
    let mut table: Vec<(String, Vec<f64>)> = Vec::new();
    let real_path = env("REAL", "");
    for (k, seed) in seeds.split(',').map(|s| s.parse::<u64>().unwrap()).enumerate() {
        let mut o: Vec<(String, f64)> = Vec::new();
        let start = std::time::Instant::now();
        let dataset = if real_path.is_empty() {
            draw(5010, Seed(seed), &Numbers::from_text(recipe))
        } else { real(&real_path) };
        let took = start.elapsed().as_secs_f64();
        if k == 0 || real_path.is_empty() {
            let s = Statistics::of(&dataset);
            let mut put = |n: &str, v: f64| o.push((n.to_string(), v));
            put("draw s", took);
            put("density .120+-.012", s.density);
            let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
            put("kinds .1995+-.025", mean(&s.shares[..128]));
            put("squares .0886+-.0125", mean(&s.shares[128..]));
            put("ones mean 53.7+-3", s.ones_mean);
            put("ones sd 20.3+-2.5", s.ones_sd);
            for (p, v, t) in [(5, s.ones[0], "31+-3"), (50, s.ones[1], "49+-5"), (95, s.ones[2], "94+-7")] { put(&format!("ones {p} {t}"), v as f64); }
            put("within 69.9+-4", s.within);
            put("between 76.8+-2.5", s.between);
            for (p, v) in [32, 38, 43, 51, 73].iter().zip(s.min_distance) { put(&format!("min dist {p}+-5"), v as f64); }
            put("NN .34+-.06", s.nearest_neighbour);
            put("centroid .754+-.06", s.nearest_centroid);
            put("pairs>=150 (262)", s.n_correlated as f64);
            put("dups 0", s.n_duplicates as f64);
            let mut sizes = vec![0; 30];
            dataset.labels().iter().for_each(|l| sizes[*l] += 1);
            put("smallest 97", *sizes.iter().min().unwrap() as f64);
            put("largest 308", *sizes.iter().max().unwrap() as f64);
            let labels: Vec<usize> = dataset.labels().to_vec();
            let codes = dataset.codes();
            let all: Vec<usize> = (0..446).collect();
            let bits = all.iter().map(|j| {
                let c: Vec<usize> = codes.column(*j).iter().map(|c| usize::from(*c)).collect();
                mrmr::mutual_information(&c, 2, &labels, 30) / std::f64::consts::LN_2
            }).fold(0.0, f64::max);
            put("best bits .20+-.03", bits);
            let chosen = mrmr::rank(&codes.to_owned(), &[2; 446], &labels, 30, 15);
            put("majority(all) 3.7+-.4", chosen.iter().map(|r| { let m = s.shares[r.feature]; m.min(1.0 - m) }).sum());
        }
        if setting != "none" {
            let mut e = if setting == "paper" { Experiment::location() } else { Experiment::location_matrix() };
            e.matrix = None;
            e.seed = Seed(seed);
            if setting == "small" {
                e.training.activation = crate::mlp::Activation::Relu;
                e.training.batch_size = 128;
                e.training.epochs = 100;
            }
            e.repeats = env("REPEATS", if setting == "paper" { "1" } else { "3" }).parse().unwrap();
            e.strong_membership.distances = vec![1];
            e.strong_membership.n_variants = 1;
            e.attribute_inference.n_targets = env("TARGETS", "20").parse().unwrap();
            if setting == "mid" { e.training.activation = crate::mlp::Activation::Relu; e.training.batch_size = 128; e.training.epochs = 100; }
            if setting == "paper" || setting == "mid" { e.split = SplitSizes { n_members: 4008, n_non_members: 1002 }; }
            e.n_scored = 4008;
            e.distance_groups = vec![20, 25, 30, 35, 40, 45, 50, 60, 70, 80];
            let checked = e.check().unwrap();
            let mut worker = TrialWorker::with_dataset(checked, dataset).unwrap();
            let report = run_on(&mut worker);
            let f = &report.pooled.findings;
            let mut put = |n: &str, v: f64| o.push((n.to_string(), v));
            put("test acc .67+-.04", f.test_accuracy.unwrap());
            put("AUC .80+-.03", f.membership.get("max_confidence").unwrap().auc);
            if let Some(a) = &f.attribute_inference {
                put("majority 3.7+-.4", a.baseline(Imputation::Majority).unwrap().members.mean_hamming);
                put("regression 2.45+-.4", a.baseline(Imputation::LogisticRegression).unwrap().members.mean_hamming);
                put("guess max conf 6.27", a.max_confidence.members.mean_hamming);
            }
            for g in &f.non_member_distance.as_ref().unwrap().groups {
                put(&format!("AUC {}-", g.from), g.auc);
                put(&format!("n {}-", g.from), g.n as f64);
            }
            put("seconds", start.elapsed().as_secs_f64());
        }
        for (name, value) in o {
            match table.iter_mut().find(|(n, _)| *n == name) { Some((_, v)) => v.push(value), None => table.push((name, vec![value])) }
        }
    }
    if short {
        let get = |n: &str| table.iter().find(|(k, _)| k.starts_with(n)).map_or(f64::NAN, |(_, v)| v.iter().sum::<f64>() / v.len() as f64);
        let auc = |from: usize| {
            let (a, n) = (format!("AUC {from}-"), format!("n {from}-"));
            let Some((_, v)) = table.iter().find(|(k, _)| *k == a) else { return f64::NAN };
            let n = &table.iter().find(|(k, _)| *k == n).unwrap().1;
            v.iter().zip(n).map(|(a, n)| a * n).sum::<f64>() / n.iter().sum::<f64>()
        };
        println!("{:.3} {:.3} NN {:.3} cent {:.3} bits {:.3} maj {:.2} reg {:.2} pairs {:.0} d5 {:.1} w {:.1} b {:.1} | {} {recipe}",
            get("test acc"), get("AUC ."), get("NN"), get("centroid"), get("best bits"), get("majority("), get("regression"), get("pairs"), get("min dist 32"), get("within"), get("between"),
            [25, 30, 35, 40, 45, 50, 60, 70, 80].map(|f| format!("{:.3}", auc(f))).join(" "));
        return;
    }
    for (name, v) in &table {
        if name.starts_with("n ") { continue; }
        let m = if name.starts_with("AUC ") && name.ends_with('-') {
            let n = &table.iter().find(|(k, _)| *k == name.replace("AUC ", "n ")).unwrap().1;
            let m = v.iter().zip(n).map(|(a, n)| a * n).sum::<f64>() / n.iter().sum::<f64>();
            println!("{name:26} {m:8.3}   n {}   {:?}", n.iter().sum::<f64>(), v.iter().map(|x| (x * 1000.0).round() / 1000.0).collect::<Vec<_>>());
            continue;
        } else { v.iter().sum::<f64>() / v.len() as f64 };
        println!("{name:26} {m:8.3}   {:?}", v.iter().map(|x| (x * 1000.0).round() / 1000.0).collect::<Vec<_>>());
    }
}
#[test]
fn same() {
    for seed in [1, 5] { for n in [60, 300, 1000, 5010] {
        let a = super::check_ins(n, Seed(seed));
        let b = draw(n, Seed(seed), &Numbers::from_text(""));
        assert_eq!(a.digest(), b.digest());
        let mut sizes = vec![0; 30];
        a.labels().iter().for_each(|l| sizes[*l] += 1);
        sizes.sort();
        println!("{n} {seed} {} {sizes:?}", a.digest());
    } }
    for seed in 1..40 { let a = super::check_ins(60, Seed(seed)); let mut s = vec![0; 30]; a.labels().iter().for_each(|l| s[*l] += 1); assert!(s.iter().all(|n| *n > 0)); }
}
#[test]
fn speed() {
    for _ in 0..5 {
        let t = std::time::Instant::now(); super::check_ins(4800, Seed(1)); println!("new {:?}", t.elapsed());
        let t = std::time::Instant::now(); super::purchases::draw_only(4800, Seed(1)); println!("old engine, 600 features, 100 archetypes {:?}", t.elapsed());
    }
}
