//! What the browser keeps across a reload, in IndexedDB: a person's own file under its SHA-256, one at a time, and the
//! finished units of long experiments. How the database is asked stands in `www/boot.js`: a few lines there, which are many
//! kilobytes here.

use crate::browser::{Refused, settled};
use crate::message::BUILD;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::Blob;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = nearmiss)]
    fn stored(what: &str, first: &JsValue, second: &JsValue) -> Result<JsValue, JsValue>;
}

/// Keeps a file, in place of the one kept before.
///
/// # Errors
/// If the browser keeps nothing, or refuses now.
pub async fn keep(sha256: &str, file: &Blob) -> Result<(), Refused> {
    ask("keep", &sha256.into(), file).await.map(|_| ())
}

/// The file of this SHA-256, if it is the one that is kept.
///
/// # Errors
/// If the browser keeps nothing, or refuses now.
pub async fn recall(sha256: &str) -> Result<Option<Blob>, Refused> {
    let found = ask("recall", &sha256.into(), &JsValue::UNDEFINED).await?;
    Ok(match found.dyn_into() {
        Ok(file) => Some(file),
        Err(nothing) if nothing.is_undefined() => None,
        // As bytes, by the page's versions until commit 80cb2c2.
        Err(bytes) => Blob::new_with_u8_array_sequence(&Array::of1(&bytes)).ok(),
    })
}

/// Keeps a finished unit.
///
/// # Errors
/// If the browser keeps nothing, or refuses now.
pub async fn save(key: &str, bytes: &[u8]) -> Result<(), Refused> {
    ask("save", &key.into(), &Uint8Array::from(bytes)).await.map(|_| ())
}

/// The finished units whose keys begin with one of these texts, as [`save`] got them if nothing has damaged them since;
/// empty in place of what isn't bytes any more. What another build of the page has kept is removed.
///
/// # Errors
/// If the browser keeps nothing, or refuses now.
pub async fn recover(beginnings: &[String]) -> Result<Vec<Vec<u8>>, Refused> {
    let beginnings: Array = beginnings.iter().map(|beginning| JsValue::from_str(beginning)).collect();
    let found = Array::from(&ask("recover", &BUILD.into(), &beginnings).await?);
    Ok(found.iter().map(|value| bytes_of(value).unwrap_or_default()).collect())
}

/// Forgets whatever is kept.
///
/// # Errors
/// If the browser keeps nothing, or refuses now.
pub async fn forget() -> Result<(), Refused> {
    ask("forget", &JsValue::UNDEFINED, &JsValue::UNDEFINED).await.map(|_| ())
}

async fn ask(what: &str, first: &JsValue, second: &JsValue) -> Result<JsValue, Refused> {
    settled(&stored(what, first, second)?).await
}

fn bytes_of(value: JsValue) -> Option<Vec<u8>> {
    value.dyn_into::<Uint8Array>().ok().map(|bytes| bytes.to_vec())
}
