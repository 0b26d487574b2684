//! What the browser keeps across a reload, in IndexedDB: a person's own file under its SHA-256, one at a time, and the
//! finished units of long experiments.

use crate::message::BUILD;
use js_sys::{Array, Uint8Array};
use rexie::{Error, KeyRange, ObjectStore, Rexie, Store, TransactionMode};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Blob;

const FILES: &str = "files";
const UNITS: &str = "units";

async fn open() -> Result<Rexie, Error> {
    let builder = Rexie::builder("near-miss").version(2);
    builder.add_object_store(ObjectStore::new(FILES)).add_object_store(ObjectStore::new(UNITS)).build().await
}

/// Keeps a file, in place of the one kept before.
///
/// # Errors
/// If the browser keeps nothing, or refuses now.
pub async fn keep(sha256: &str, file: &Blob) -> Result<(), Error> {
    let database = open().await?;
    let transaction = database.transaction(&[FILES], TransactionMode::ReadWrite)?;
    let files = transaction.store(FILES)?;
    files.clear().await?;
    files.put(file, Some(&JsValue::from_str(sha256))).await?;
    transaction.done().await.map(|_| ())
}

/// The file of this SHA-256, if it is the one that is kept.
///
/// # Errors
/// If the browser keeps nothing, or refuses now.
pub async fn recall(sha256: &str) -> Result<Option<Blob>, Error> {
    let database = open().await?;
    let transaction = database.transaction(&[FILES], TransactionMode::ReadOnly)?;
    let found = transaction.store(FILES)?.get(JsValue::from_str(sha256)).await?;
    Ok(found.and_then(|found| match found.dyn_into() {
        Ok(file) => Some(file),
        // As bytes, by the page's versions until commit 80cb2c2.
        Err(bytes) => Blob::new_with_u8_array_sequence(&Array::of1(&bytes)).ok(),
    }))
}

/// Keeps a finished unit.
///
/// # Errors
/// If the browser keeps nothing, or refuses now.
pub async fn save(key: &str, bytes: &[u8]) -> Result<(), Error> {
    let database = open().await?;
    let transaction = database.transaction(&[UNITS], TransactionMode::ReadWrite)?;
    put(&transaction.store(UNITS)?, key, bytes).await?;
    transaction.done().await.map(|_| ())
}

/// The finished units whose keys begin with one of these texts, as [`save`] got them if nothing has damaged them since;
/// empty in place of what isn't bytes any more. What another build of the page has kept is removed.
///
/// # Errors
/// If the browser keeps nothing, or refuses now.
pub async fn recover(beginnings: &[String]) -> Result<Vec<Vec<u8>>, Error> {
    let database = open().await?;
    let transaction = database.transaction(&[UNITS], TransactionMode::ReadWrite)?;
    let units = transaction.store(UNITS)?;
    for key in units.get_all_keys(None, None).await? {
        if !key.as_string().is_some_and(|key| key.starts_with(BUILD)) {
            units.delete(key).await?;
        }
    }
    let mut found = Vec::new();
    for beginning in beginnings {
        let (low, high) = (JsValue::from_str(beginning), JsValue::from_str(&format!("{beginning}\u{ffff}")));
        let range = KeyRange::bound(&low, &high, None, None)?;
        found.extend(
            units.get_all(Some(range), None).await?.into_iter().map(|value| bytes_of(value).unwrap_or_default()),
        );
    }
    Ok(found)
}

/// Forgets whatever is kept.
///
/// # Errors
/// If the browser keeps nothing, or refuses now.
pub async fn forget() -> Result<(), Error> {
    let database = open().await?;
    let transaction = database.transaction(&[FILES, UNITS], TransactionMode::ReadWrite)?;
    transaction.store(FILES)?.clear().await?;
    transaction.store(UNITS)?.clear().await?;
    transaction.done().await.map(|_| ())
}

async fn put(store: &Store, key: &str, bytes: &[u8]) -> Result<(), Error> {
    store.put(&Uint8Array::from(bytes), Some(&JsValue::from_str(key))).await.map(|_| ())
}

fn bytes_of(value: JsValue) -> Option<Vec<u8>> {
    value.dyn_into::<Uint8Array>().ok().map(|bytes| bytes.to_vec())
}
