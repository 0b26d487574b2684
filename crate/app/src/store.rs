//! Where the browser keeps a person's own file across a reload: one file, under its SHA-256, in IndexedDB.

use js_sys::Uint8Array;
use rexie::{Error, ObjectStore, Rexie, TransactionMode};
use wasm_bindgen::{JsCast, JsValue};

const STORE: &str = "files";

async fn open() -> Result<Rexie, Error> {
    Rexie::builder("near-miss").version(1).add_object_store(ObjectStore::new(STORE)).build().await
}

/// Keeps a file, in place of the one kept before.
pub async fn keep(sha256: &str, bytes: &[u8]) -> Result<(), Error> {
    let database = open().await?;
    let transaction = database.transaction(&[STORE], TransactionMode::ReadWrite)?;
    let files = transaction.store(STORE)?;
    files.clear().await?;
    files.put(&Uint8Array::from(bytes), Some(&JsValue::from_str(sha256))).await?;
    transaction.done().await.map(|_| ())
}

/// The file of this SHA-256, if it is the one that is kept.
pub async fn recall(sha256: &str) -> Result<Option<Vec<u8>>, Error> {
    let database = open().await?;
    let transaction = database.transaction(&[STORE], TransactionMode::ReadOnly)?;
    let found = transaction.store(STORE)?.get(JsValue::from_str(sha256)).await?;
    Ok(found.and_then(|value| value.dyn_into::<Uint8Array>().ok()).map(|bytes| bytes.to_vec()))
}

/// Forgets whatever is kept.
pub async fn forget() -> Result<(), Error> {
    let database = open().await?;
    let transaction = database.transaction(&[STORE], TransactionMode::ReadWrite)?;
    transaction.store(STORE)?.clear().await?;
    transaction.done().await.map(|_| ())
}
