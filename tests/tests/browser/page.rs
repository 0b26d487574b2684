//! The built page in a browser of its own, as a person finds it: by roles and names.

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::{Client, Locator};
use nearmiss_browser::Browser;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::Duration;

/// How long a test waits for anything.
const PATIENCE: Duration = Duration::from_secs(120);

/// Keys, as WebDriver writes them.
pub const ENTER: &str = "\u{e007}";
/// The space bar.
pub const SPACE: &str = " ";
/// The arrow to the left.
pub const LEFT: &str = "\u{e012}";
/// The arrow to the right.
pub const RIGHT: &str = "\u{e014}";

/// An open page; the browser ends with it.
pub struct Page {
    client: Client,
    address: String,
    browser: Browser,
}

/// A link to the laboratory with the data set that is no lesson's.
pub const CHECK_INS: &str = "#v=2&version=2&end";

/// A file that ships with the page.
pub fn shipped(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../www/data").join(name);
    std::fs::read(path).expect("the page's data is in the project")
}

impl Page {
    /// Opens the page with a fragment, in a new browser with a new profile.
    pub async fn open(dist: PathBuf, fragment: &str) -> Page {
        Page::open_in(Browser::start_chromium().await, nearmiss_browser::serve(dist).await, fragment).await
    }

    /// The same in a browser that a script takes something from before the page starts.
    pub async fn open_without(dist: PathBuf, script: &str, fragment: &str) -> Page {
        let address = nearmiss_browser::serve_after(dist, script).await;
        Page::open_in(Browser::start_chromium().await, address, fragment).await
    }

    /// The same in this browser, from the folder where the page is served or from the file that it is.
    pub async fn open_in(browser: Browser, address: String, fragment: &str) -> Page {
        let page = Page { client: browser.client.clone(), address, browser };
        page.go(fragment).await;
        page
    }

    /// Opens the page anew with a fragment.
    pub async fn go(&self, fragment: &str) {
        self.client.goto("about:blank").await.expect("an empty page opens");
        let slash = if self.address.ends_with(".html") { "" } else { "/" };
        self.client.goto(&format!("{}{slash}{fragment}", self.address)).await.expect("the page opens");
    }

    /// Changes the fragment of the open page, as typing into the address bar does.
    pub async fn type_fragment(&self, fragment: &str) {
        self.js("location.hash = arguments[0]", vec![json!(fragment)]).await;
    }

    /// Opens another page that holds this one in a frame and keeps the heights that it is told.
    pub async fn hold(&self, fragment: &str) {
        let held = format!("{}/{fragment}", self.address).replace('&', "&amp;");
        let holder = format!(
            "<!DOCTYPE html><script>heights=[];addEventListener('message',event=>{{if(event.data.type==='near-miss-height')heights.push(event.data.height)}})</script><iframe width=800 src=\"{held}\"></iframe>"
        );
        let folder = tempfile::tempdir().expect("a folder can be made").keep();
        std::fs::write(folder.join("index.html"), holder).expect("it can be written");
        let address = nearmiss_browser::serve(folder).await;
        self.client.goto(&address).await.expect("the page that holds it opens");
    }

    pub async fn reload(&self) {
        self.client.refresh().await.expect("the page reloads");
    }

    /// The address's fragment.
    pub async fn fragment(&self) -> String {
        let value = self.js("return location.hash", vec![]).await;
        value.as_str().expect("a fragment is text").to_string()
    }

    /// Opens the same address in another tab, which is then the one that everything here is about.
    pub async fn open_tab(&self) {
        let address = self.client.current_url().await.expect("the page has an address");
        let tab = self.client.new_window(true).await.expect("a tab opens");
        self.client.switch_to_window(tab.handle).await.expect("it can be looked at");
        self.client.goto(address.as_str()).await.expect("the page opens");
    }

    /// Closes the tab that is looked at.
    pub async fn close_tab(&self) {
        self.client.close_window().await.expect("the tab closes");
    }

    /// Goes to the tab of this number, in the order in which they were opened.
    pub async fn look_at_tab(&self, number: usize) {
        let tabs = self.client.windows().await.expect("tabs can be listed");
        self.client.switch_to_window(tabs[number].clone()).await.expect("it can be looked at");
    }

    pub async fn js(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute(script, arguments).await.expect("the script runs")
    }

    /// What a script hands on: it calls its last argument with it.
    pub async fn js_then(&self, script: &str) -> Value {
        self.client.execute_async(script, vec![]).await.expect("the script hands something on")
    }

    async fn find(&self, xpath: &str) -> Element {
        let waited = self.client.wait().at_most(PATIENCE).for_element(Locator::XPath(xpath)).await;
        waited.unwrap_or_else(|error| panic!("{xpath} should be on the page: {error}"))
    }

    /// Clicks the button, or chooses the radio button, of this name once it can be clicked.
    pub async fn click(&self, name: &str) {
        let xpath = format!(
            "//button[not(@disabled) and (normalize-space()=\"{name}\" or @aria-label=\"{name}\")] | //label[normalize-space()=\"{name}\"]/input[@type='radio']"
        );
        self.find(&xpath).await;
        // A click by script reaches a button wherever the page is scrolled, and can't miss one that is drawn anew.
        let script = "document.evaluate(arguments[0], document, null, 9, null).singleNodeValue.click()";
        self.js(script, vec![json!(xpath)]).await;
    }

    /// Chooses an option of the combobox of this name.
    pub async fn choose(&self, name: &str, option: &str) {
        let script = "const box = document.querySelector(`select[aria-label='${arguments[0]}']`);
            box.selectedIndex = [...box.options].findIndex(o => o.text === arguments[1]);
            box.dispatchEvent(new Event('change', { bubbles: true }));
            return box.selectedIndex";
        self.find(&format!("//select[@aria-label='{name}']/option[.='{option}']")).await;
        assert!(self.js(script, vec![json!(name), json!(option)]).await.as_i64() >= Some(0), "{name} offers {option}");
    }

    /// Types into the field of this name.
    pub async fn fill(&self, name: &str, text: &str) {
        let xpath = format!("//label[span='{name}']/input");
        self.find(&xpath).await;
        let script = "const field = document.evaluate(arguments[0], document, null, 9, null).singleNodeValue;
            field.value = arguments[1];
            field.dispatchEvent(new Event('input', { bubbles: true }));
            field.dispatchEvent(new Event('change', { bubbles: true }))";
        self.js(script, vec![json!(xpath), json!(text)]).await;
    }

    /// Presses a key where the focus is.
    pub async fn press(&self, key: &str) {
        let value = key.chars().next().expect("a key is a character");
        let actions = KeyActions::new("keys".to_string());
        let actions = actions.then(KeyAction::Down { value }).then(KeyAction::Up { value });
        self.client.perform_actions(actions).await.expect("the key can be pressed");
    }

    /// Shows it in a window of this size, to a person who prefers this theme.
    pub async fn look(&self, size: (u32, u32), theme: &str) {
        self.browser.look(size, theme).await;
    }

    /// Presses the tab key until the focus is on what this condition says of `focus`.
    pub async fn tab_to(&self, what: &str, condition: &str) {
        let script = format!("const focus = document.activeElement; return Boolean({condition})");
        for _ in 0..80 {
            if self.js(&script, vec![]).await == json!(true) {
                return;
            }
            self.press("\u{e004}").await;
        }
        panic!("the tab key doesn't lead to {what}");
    }

    /// Gives a file to the file input.
    pub async fn give_file(&self, path: &std::path::Path) {
        let input = self.find("//input[@type='file' and @aria-label='Your data (CSV)']").await;
        input.send_keys(path.to_str().expect("the path is text")).await.expect("the file can be given");
    }

    /// Drops a file of this content on the page.
    pub async fn drop_file(&self, name: &str, content: &str) {
        let script = "const data = new DataTransfer();
            data.items.add(new File([arguments[1]], arguments[0], { type: 'text/csv' }));
            document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }))";
        self.js(script, vec![json!(name), json!(content)]).await;
    }

    /// Waits until a script returns true.
    pub async fn wait_until(&self, what: &str, condition: &str) {
        #[expect(clippy::disallowed_methods, reason = "patience needs a clock, and nothing here is a result")]
        let start = std::time::Instant::now();
        loop {
            if self.js(&format!("return Boolean({condition})"), vec![]).await == json!(true) {
                return;
            }
            if start.elapsed() > PATIENCE {
                let text = self.js("return document.body.innerText.slice(0, 1500)", vec![]).await;
                panic!("waited in vain until {what}; the page says: {text}");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// What the line under the heading says.
    pub async fn activity(&self) -> String {
        let value = self.js("return document.querySelector('.progress span').innerText", vec![]).await;
        value.as_str().expect("the line is text").to_string()
    }

    /// The fingerprint, once the result is there.
    pub async fn fingerprint(&self) -> String {
        self.wait_until("the fingerprint is there", "document.querySelector('#fingerprint')").await;
        let value = self.js("return document.querySelector('#fingerprint').innerText", vec![]).await;
        value.as_str().expect("a fingerprint is text").to_string()
    }

    /// The cells of the table of this name, header first.
    pub async fn table(&self, name: &str) -> Vec<Vec<String>> {
        // What is folded is there once it is opened.
        let condition = format!(
            "(document.querySelectorAll('details.fold:not([open])').forEach(fold => fold.open = true), document.querySelector(`table[aria-label='{name}']`))"
        );
        self.wait_until(&format!("the table {name} is there"), &condition).await;
        let script = "return [...document.querySelector(`table[aria-label='${arguments[0]}']`).rows]
            .map(row => [...row.cells].map(cell => cell.textContent.trim()))";
        serde_json::from_value(self.js(script, vec![json!(name)]).await).expect("cells are texts")
    }

    /// What the page says went wrong.
    pub async fn error(&self) -> String {
        self.wait_until("there is a message", "document.querySelector('[role=alert]')").await;
        let value = self.js("return document.querySelector('[role=alert] p').innerText", vec![]).await;
        value.as_str().expect("a message is text").to_string()
    }

    /// Ends the browser.
    pub async fn close(self) {
        self.client.close().await.expect("the browser ends");
    }
}
