//! Workers as the page holds them: a thin wrapper over `web_sys::Worker`, because a worker that traps must be noticed
//! and one that hangs must be ended, and gloo-worker offers neither.

use crate::browser::Refused;
use crate::message::{self, Reply, Request};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, ErrorEvent, MessageEvent, Worker};
use yew::Callback;

/// What a worker's page hears.
#[derive(Debug)]
pub enum Heard {
    /// A reply.
    Reply(Reply),
    /// It trapped, or couldn't be loaded.
    Failed(String),
}

/// A running worker; dropping it ends it at once, whatever it is doing.
pub struct Handle {
    worker: Worker,
    _on_message: Closure<dyn Fn(MessageEvent)>,
    _on_error: Closure<dyn Fn(ErrorEvent)>,
}

impl Handle {
    /// Starts a worker. `heard` gets everything that it says.
    ///
    /// # Errors
    /// If the browser starts no worker, in its words.
    pub fn spawn(heard: Callback<Heard>) -> Result<Handle, Refused> {
        let worker = start(&wasm_bindgen::module())?;
        let hearing = heard.clone();
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let bytes = Uint8Array::new(&event.data()).to_vec();
            hearing.emit(match message::decode(&bytes) {
                Ok(reply) => Heard::Reply(reply),
                Err(sentence) => Heard::Failed(sentence),
            });
        });
        let on_error = Closure::<dyn Fn(ErrorEvent)>::new(move |event: ErrorEvent| {
            event.prevent_default();
            // A file that can't be loaded gives a plain event without a message.
            let message = js_sys::Reflect::get(&event, &"message".into()).ok().and_then(|m| m.as_string());
            heard.emit(Heard::Failed(message.unwrap_or_else(|| "the worker's file could not be loaded".to_string())));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Handle { worker, _on_message: on_message, _on_error: on_error })
    }

    /// Sends a request, without copying its bytes a second time, and the handle of its file.
    pub fn send(&self, request: &Request, file: Option<&Blob>) {
        let bytes = Uint8Array::from(&message::encode(request)[..]);
        let transfer = Array::of1(&bytes.buffer());
        let message: JsValue = file.map_or_else(|| bytes.clone().into(), |file| Array::of2(&bytes, file).into());
        // A worker that is gone says so through its error event.
        let _ = self.worker.post_message_with_transfer(&message, &transfer);
    }
}

#[wasm_bindgen]
extern "C" {
    /// A worker that is about to run this program, which is neither fetched nor compiled again: `www/boot.js`.
    #[wasm_bindgen(catch, js_namespace = nearmiss, js_name = worker)]
    fn start(program: &JsValue) -> Result<Worker, JsValue>;
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}
