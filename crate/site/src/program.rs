//! The page's program with its functions in another order, in which it compresses better: 20 of 800 kilobytes are won.
//!
//! Wherever a function is named by its number, it gets its new one; what it shares with its script has a short name.

use crate::alike;
use crate::names::Names;
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{CodeSection, CustomSection, ExportSection, FunctionSection, ImportSection, Module};
use wasmparser::{
    CodeSectionReader, CustomSectionReader, Export, FunctionSectionReader, ImportSectionReader, Parser, Payload,
    TypeRef,
};

/// Names an empty section, by which a program is known that has the order already.
const MARK: &str = "ordered";

/// The program in its better order; none if it has that already, or names its functions, as one does that is not to be small.
///
/// # Errors
/// What is no program, in words.
pub(crate) fn ordered(program: &[u8], names: &Names) -> Result<Option<Vec<u8>>, String> {
    let (mut n_imported, mut bodies) = (0, Vec::new());
    for payload in Parser::new(0).parse_all(program) {
        match payload.map_err(|error| error.to_string())? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    let import = import.map_err(|error| error.to_string())?;
                    n_imported += u32::from(matches!(import.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(&program[body.range()]),
            Payload::CustomSection(section) if [MARK, "name"].contains(&section.name()) => return Ok(None),
            _ => {}
        }
    }
    let order = alike::order(&bodies);
    let mut numbers = vec![0; order.len()];
    for (number, place) in (n_imported..).zip(&order) {
        numbers[*place] = number;
    }
    let mut module = Module::new();
    let mut moved = Moved { n_imported, order, numbers, names };
    moved.parse_core_module(&mut module, Parser::new(0), program).map_err(|error| error.to_string())?;
    module.section(&CustomSection { name: MARK.into(), data: (&[]).into() });
    Ok(Some(module.finish()))
}

/// Functions at other places.
struct Moved<'a> {
    /// Functions that stand before those of the program.
    n_imported: u32,
    /// Of the program's functions the places that they had.
    order: Vec<usize>,
    /// By place that a function had, the number that it gets.
    numbers: Vec<u32>,
    /// What is shared with the script.
    names: &'a Names,
}

impl Reencode for Moved<'_> {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, number: u32) -> Result<u32, Error<Self::Error>> {
        Ok(match number.checked_sub(self.n_imported) {
            Some(place) => self.numbers[place as usize],
            None => number,
        })
    }

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: ImportSectionReader<'_>,
    ) -> Result<(), Error<Self::Error>> {
        for import in section.into_imports() {
            let import = import?;
            imports.import(import.module, self.names.short(import.name), self.entity_type(import.ty)?);
        }
        Ok(())
    }

    /// What compilers tell of themselves stays behind.
    fn parse_custom_section(&mut self, _: &mut Module, _: CustomSectionReader<'_>) -> Result<(), Error<Self::Error>> {
        Ok(())
    }

    fn parse_export(&mut self, exports: &mut ExportSection, export: Export<'_>) -> Result<(), Error<Self::Error>> {
        utils::parse_export(self, exports, Export { name: self.names.short(export.name), ..export })
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), Error<Self::Error>> {
        let kinds = section.into_iter().collect::<Result<Vec<u32>, _>>()?;
        for place in &self.order {
            functions.function(kinds[*place]);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Result<(), Error<Self::Error>> {
        let bodies = section.into_iter().collect::<Result<Vec<_>, _>>()?;
        for place in self.order.clone() {
            utils::parse_function_body(self, code, bodies[place].clone())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{
        ConstExpr, ElementSection, Elements, EntityType, ExportKind, Function, RefType, StartSection, TableSection,
        TableType, TypeSection,
    };

    /// One function from outside and three of its own, of which the first and the last are alike.
    fn program() -> Vec<u8> {
        let mut module = Module::new();
        let mut types = TypeSection::new();
        types.ty().function([], []);
        types.ty().function([wasm_encoder::ValType::I32], []);
        module.section(&types);
        module.section(ImportSection::new().import("./out.js", "side_0123456789abcdef", EntityType::Function(0)));
        module.section(FunctionSection::new().function(0).function(1).function(0));
        let table =
            TableType { element_type: RefType::FUNCREF, minimum: 3, maximum: None, table64: false, shared: false };
        module.section(TableSection::new().table(table));
        module.section(ExportSection::new().export("middle", ExportKind::Func, 2).export("last", ExportKind::Func, 3));
        module.section(&StartSection { function_index: 3 });
        let all = Elements::Functions(vec![1, 2, 3].into());
        module.section(ElementSection::new().active(None, &ConstExpr::i32_const(0), all));
        let mut code = CodeSection::new();
        let body = |calls: &[u32]| {
            let mut function = Function::new([]);
            for number in calls {
                function.instructions().call(*number);
            }
            function.instructions().end();
            function
        };
        code.function(&body(&[0; 40]));
        code.function(&{
            let mut function = Function::new([]);
            for n in 0..40 {
                function.instructions().i32_const(n * 1000).drop();
            }
            function.instructions().call(1).call(3).end();
            function
        });
        code.function(&body(&[&[0; 40][..], &[1]].concat()));
        module.section(&code);
        module.finish()
    }

    #[test]
    fn functions_move_with_everything_that_names_them() {
        let program = program();
        let names = Names::of(&program).expect("it is a program");
        let moved = ordered(&program, &names).expect("it is a program").expect("it is to be ordered");
        // The first, then the last, which is like it, then the one between.
        let new = [0, 1, 3, 2];
        let (mut kinds, mut exports, mut elements, mut calls) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for payload in Parser::new(0).parse_all(&moved) {
            match payload.expect("it is well formed") {
                Payload::ImportSection(section) => {
                    let named: Vec<&str> = section.into_imports().map(|import| import.unwrap().name).collect();
                    assert_eq!(named, ["w0"]);
                }
                Payload::FunctionSection(section) => kinds = section.into_iter().map(Result::unwrap).collect(),
                Payload::ExportSection(section) => {
                    exports = section.into_iter().map(|export| export.unwrap().index).collect();
                }
                Payload::StartSection { func, .. } => assert_eq!(func, new[3]),
                Payload::ElementSection(section) => {
                    for element in section {
                        if let wasmparser::ElementItems::Functions(items) = element.unwrap().items {
                            elements = items.into_iter().map(Result::unwrap).collect();
                        }
                    }
                }
                Payload::CodeSectionEntry(body) => {
                    let called = body.get_operators_reader().unwrap().into_iter().filter_map(|operator| match operator
                        .unwrap()
                    {
                        wasmparser::Operator::Call { function_index } => Some(function_index),
                        _ => None,
                    });
                    calls.push(called.filter(|number| *number > 0).collect::<Vec<u32>>());
                }
                _ => {}
            }
        }
        assert_eq!(kinds, [0, 0, 1]);
        assert_eq!(exports, [new[2], new[3]]);
        assert_eq!(elements, [new[1], new[2], new[3]]);
        assert_eq!(calls, [vec![], vec![new[1]], vec![new[1], new[3]]]);
        assert_eq!(ordered(&moved, &names), Ok(None), "once is enough");
    }

    #[test]
    fn what_is_no_program_is_told() {
        assert!(ordered(b"program", &Names::default()).is_err());
    }
}
