//! Short names for what program and script call each other: wasm-bindgen tells names apart by sixteen hexadecimal digits,
//! which no compression makes less of. 8 of 800 kilobytes are won.

use std::collections::BTreeMap;
use wasmparser::{Parser, Payload};

/// What a name's module begins with where the script beside the program gives it.
const BESIDE: &str = "./";
/// What names of functions begin with that the script takes from the program and that are told apart by digits.
const TAKEN: &str = "wasm_bindgen__";

/// By name, a short one.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Names(BTreeMap<String, String>);

impl Names {
    /// For everything that a program gets from its script, and for what the script gets from it under a long name.
    ///
    /// # Errors
    /// What is no program, in words.
    pub fn of(program: &[u8]) -> Result<Names, String> {
        let mut names = Vec::new();
        for payload in Parser::new(0).parse_all(program) {
            match payload.map_err(|error| error.to_string())? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        let import = import.map_err(|error| error.to_string())?;
                        names.extend(import.module.starts_with(BESIDE).then(|| import.name.to_string()));
                    }
                }
                Payload::ExportSection(exports) => {
                    for export in exports {
                        let export = export.map_err(|error| error.to_string())?;
                        names.extend(export.name.starts_with(TAKEN).then(|| export.name.to_string()));
                    }
                }
                _ => {}
            }
        }
        Ok(Names(names.into_iter().enumerate().map(|(n, name)| (name, format!("w{n}"))).collect()))
    }

    /// What something is called from now on.
    pub fn short<'a>(&'a self, name: &'a str) -> &'a str {
        self.0.get(name).map_or(name, String::as_str)
    }

    /// The script, with short names.
    pub fn in_script(&self, script: &str) -> String {
        let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
        let (mut short, mut rest) = (String::with_capacity(script.len()), script);
        while let Some(start) = rest.find(is_of_name) {
            let length = rest[start..].find(|c| !is_of_name(c)).unwrap_or(rest.len() - start);
            short.push_str(&rest[..start]);
            short.push_str(self.short(&rest[start..start + length]));
            rest = &rest[start + length..];
        }
        short + rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_names_are_shortened() {
        let names = Names([("__wbg_a_0123", "w0"), ("__wbg_a_01234", "w1")].map(|(a, b)| (a.into(), b.into())).into());
        assert_eq!(names.in_script("__wbg_a_0123: (x) => x,\n__wbg_a_01234(a_0123)"), "w0: (x) => x,\nw1(a_0123)");
    }

    #[test]
    fn what_is_no_program_is_told() {
        assert!(Names::of(b"program").is_err());
    }
}
