//! The worker's shell: messages in, messages out, a clock, and turns short enough to be interrupted.

use crate::browser;
use crate::files::Bytes;
use crate::message::{self, Reply};
use crate::worker_state::WorkerState;
use js_sys::{Array, Uint8Array};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, DedicatedWorkerGlobalScope, FileReaderSync, MessageChannel, MessageEvent};

/// A turn lasts about so long, in milliseconds; a message waits for the end of a turn.
const TURN: f64 = 16.0;
/// Progress is told at most so often, in milliseconds.
const TOLD: f64 = 60.0;

struct Shell {
    worker_state: RefCell<WorkerState>,
    scope: DedicatedWorkerGlobalScope,
    /// A message to itself: the next turn comes after the messages that wait.
    turns: MessageChannel,
    turn_waits: RefCell<bool>,
    told_at: RefCell<f64>,
}

/// Starts the worker.
pub fn run() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let panicking = scope.clone();
    std::panic::set_hook(Box::new(move |panic| {
        console_error_panic_hook::hook(panic);
        post(&panicking, &Reply::Panicked(panic.to_string()));
    }));
    let turns = MessageChannel::new().expect_throw("a worker has message channels");
    let shell = Rc::new(Shell {
        worker_state: RefCell::default(),
        scope: scope.clone(),
        turns,
        turn_waits: RefCell::new(false),
        told_at: RefCell::new(0.0),
    });
    let receiving = shell.clone();
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| receiving.receive(&event));
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    let turning = shell.clone();
    let on_turn = Closure::<dyn Fn()>::new(move || turning.turn());
    shell.turns.port2().set_onmessage(Some(on_turn.as_ref().unchecked_ref()));
    on_turn.forget();
    post(&scope, &WorkerState::greeting());
}

impl Shell {
    fn receive(&self, event: &MessageEvent) {
        let (message, file) = match event.data().dyn_into::<Array>() {
            Ok(both) => (both.get(0), both.get(1)),
            Err(message) => (message, JsValue::UNDEFINED),
        };
        match message::decode(&Uint8Array::new(&message).to_vec()) {
            Ok(request) => {
                let bytes = Bytes(Box::new(move || read(&file)));
                let reply = self.worker_state.borrow_mut().receive(request, bytes);
                if let Some(reply) = reply {
                    post(&self.scope, &reply);
                }
                self.schedule();
            }
            Err(sentence) => post(&self.scope, &Reply::Panicked(sentence)),
        }
    }

    fn schedule(&self) {
        if self.worker_state.borrow().is_busy() && !self.turn_waits.replace(true) {
            self.turns.port1().post_message(&JsValue::NULL).expect_throw("a worker can write to itself");
        }
    }

    fn turn(&self) {
        self.turn_waits.replace(false);
        let start = js_sys::Date::now();
        let mut worker_state = self.worker_state.borrow_mut();
        while worker_state.is_busy() && js_sys::Date::now() - start < TURN {
            if let Some(reply) = worker_state.step() {
                post(&self.scope, &reply);
            }
        }
        if !worker_state.is_busy() || js_sys::Date::now() - *self.told_at.borrow() >= TOLD {
            self.told_at.replace(js_sys::Date::now());
            if let Some(reply) = worker_state.progress() {
                post(&self.scope, &reply);
            }
        }
        drop(worker_state);
        self.schedule();
    }
}

/// The bytes of a file's handle.
fn read(file: &JsValue) -> Result<Vec<u8>, String> {
    let read = || FileReaderSync::new()?.read_as_array_buffer(file.dyn_ref::<Blob>().ok_or("it isn't here")?);
    match read() {
        Ok(buffer) => Ok(Uint8Array::new(&buffer).to_vec()),
        Err(thrown) => {
            let reason = browser::Refused::from(thrown);
            Err(format!("The file can't be read ({reason}); it may have been moved or changed. Choose it again."))
        }
    }
}

/// Sends bytes without copying them a second time.
fn post(scope: &DedicatedWorkerGlobalScope, reply: &Reply) {
    let bytes = Uint8Array::from(&message::encode(reply)[..]);
    let transfer = js_sys::Array::of1(&bytes.buffer());
    scope.post_message_with_transfer(&bytes, &transfer).expect_throw("a worker can write to its page");
}
