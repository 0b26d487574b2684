//! What only Chromium's own tools can set: the theme that a person prefers, a window as narrow as a phone.

use crate::Browser;
use axum::http::Method;
use fantoccini::wd::WebDriverCompatibleCommand;
use serde_json::{Value, json};
use url::{ParseError, Url};

/// A command to Chromium's tools, which chromedriver passes on.
#[derive(Debug)]
struct Devtools {
    method: &'static str,
    parameters: Value,
}

impl WebDriverCompatibleCommand for Devtools {
    fn endpoint(&self, base_url: &Url, session_id: Option<&str>) -> Result<Url, ParseError> {
        base_url.join(&format!("session/{}/goog/cdp/execute", session_id.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(json!({ "cmd": self.method, "params": self.parameters }).to_string()))
    }
}

impl Browser {
    /// Shows a page in a window of this size, in CSS pixels, to a person who prefers this theme, `light` or `dark`.
    ///
    /// # Panics
    /// In another browser than Chromium.
    pub async fn look(&self, (width, height): (u32, u32), theme: &str) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": theme }] });
        for (method, parameters) in
            [("Emulation.setDeviceMetricsOverride", size), ("Emulation.setEmulatedMedia", media)]
        {
            let told = self.client.issue_cmd(Devtools { method, parameters }).await;
            told.expect("Chromium can be told");
        }
    }
}
