//! The lesson as a person plays it; a step in another page's frame; what a link locks and leaves out.

use crate::page::Page;
use nearmiss::Experiment;
use nearmiss::work::run;
use nearmiss_tests::dist;
use serde_json::json;

/// Whether a button that shows this can be pressed.
fn has_button(name: &str) -> String {
    format!("[...document.querySelectorAll('button:not([disabled])')].some(own => own.innerText.trim() === '{name}')")
}

/// Draws the five points of step 2 one after the other; each follows the pointer, and no other does.
async fn draw(page: &Page) {
    for point in 0..5 {
        let script = format!(
            "const middle = n => {{
                const box = document.querySelectorAll('.pad .handle')[n].getBoundingClientRect();
                return [box.left + box.width / 2, box.top + box.height / 2];
            }};
            const [x, y] = middle({point});
            for (const type of ['pointerdown', 'pointermove'])
                document.querySelectorAll('.pad .handle')[{point}].dispatchEvent(new PointerEvent(type, {{
                    bubbles: true, buttons: 1, clientX: x + 3, clientY: y - (type === 'pointermove' ? 40 : 0) }}));
            window.wanted = y - 40;
            window.middle = middle;"
        );
        page.js(&script, vec![]).await;
        let follows = format!("Math.abs(middle({point})[1] - wanted) < 3");
        page.wait_until(&format!("point {point} is where the pointer is"), &follows).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lesson_is_played_from_its_first_screen_to_its_last() {
    let Some(dist) = dist("the_lesson_is_played_from_its_first_screen_to_its_last") else { return };
    let page = Page::open(dist, "").await;
    for round in 1..=3 {
        page.wait_until("a record is dealt", &format!("document.body.innerText.includes('{round} of 3')")).await;
        page.click("It was in it").await;
        page.wait_until("the network is asked", "document.body.innerText.includes('sure of what it sees')").await;
        page.click("It wasn't").await;
        if round < 3 {
            page.click("Next one").await;
        }
    }
    page.wait_until("the idea is told", "document.querySelector('.idea')").await;
    // Where something is chosen before, what.
    let locked = [
        ("by-heart", "", "Train it now"),
        ("accuse", "", "Accuse them"),
        ("near-and-far", "Yes, harder", "Show"),
        ("near-miss", "Enough played: predict now", "Play all of them"),
        ("walk-away", "", "Show the hill"),
        ("attributes", "", "Guess 100 members"),
        ("added", "The attack, which asks the network", "Show"),
    ];
    for (step, chosen, lock) in locked {
        page.click("Next").await;
        page.wait_until("the step is in the address", &format!("location.hash.includes('at=lesson-{step}&')")).await;
        assert_eq!(
            page.js("return document.querySelector('.idea')", vec![]).await,
            json!(null),
            "{step}: nothing is told"
        );
        if !chosen.is_empty() {
            assert_eq!(page.js(&format!("return {}", has_button(lock)), vec![]).await, json!(false), "{step}");
            page.click(chosen).await;
        }
        page.wait_until("it can be locked", &has_button(lock)).await;
        if step == "by-heart" {
            draw(&page).await;
        }
        page.click(lock).await;
        page.wait_until("it came out", "document.querySelector('.verdict')?.innerText.length > 40").await;
        assert!(
            page.js("return Boolean(document.querySelector('.idea'))", vec![]).await.as_bool() == Some(true),
            "{step}"
        );
    }
    page.click("Step 10: Take it home").await;
    let expected = run(Experiment::lesson(), Some(&crate::shipped("digits.csv.gz"))).expect("the lesson runs");
    assert_eq!(page.fingerprint().await, expected.fingerprint());
    let beside = page.table("Take it home").await;
    assert_eq!(beside.len(), 10);
    assert!(beside[1..9].iter().all(|row| row[2].len() > 40), "all that was played came out: {beside:?}");
    assert_eq!(beside[9][1], "not played");

    // A reload goes on where it was.
    page.reload().await;
    assert_eq!(page.table("Take it home").await, beside);

    // It begins again when the person agrees, and not before.
    page.js("window.confirm = () => false", vec![]).await;
    page.click("Begin the lesson again").await;
    assert_eq!(page.table("Take it home").await, beside);
    page.js("window.confirm = () => true", vec![]).await;
    page.click("Begin the lesson again").await;
    page.wait_until("the first record is dealt", "document.querySelector('.round')?.innerText.includes('1 of 3')")
        .await;
    let left = "return document.querySelectorAll('.played, .verdict').length";
    assert_eq!(page.js(left, vec![]).await, json!(0), "nothing is played");
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_in_a_frame_stands_alone_and_tells_its_height() {
    let Some(dist) = dist("a_step_in_a_frame_stands_alone_and_tells_its_height") else { return };
    let page = Page::open(dist, "#v=2&version=2&data=digits&at=lesson-near-miss&embed=1&end").await;
    page.wait_until("the pair is dealt", &has_button("This is the member")).await;
    assert_eq!(page.js("return document.querySelectorAll('.bar, .path, footer').length", vec![]).await, json!(0));
    // Of people, too, both show where they differ, however long they are.
    page.go("#v=2&version=2&data=check_ins,600&at=lesson-near-miss&embed=1&end").await;
    page.wait_until("both show the difference", "document.querySelectorAll('.card .record .differs').length === 2")
        .await;
    page.hold("#v=2&version=2&data=digits&at=guess&embed=1&end").await;
    page.wait_until("the height is told", "heights.some(height => height > 300)").await;
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_can_lock_the_data_and_leave_things_out() {
    let Some(dist) = dist("a_link_can_lock_the_data_and_leave_things_out") else { return };
    let link = "#v=2&version=2&data=digits&at=data&hide=settings,paper,class&lock=data&end";
    let page = Page::open(dist, link).await;
    page.fingerprint().await;
    let found = "return ['[aria-label=\"Data set\"]', '[type=file][aria-label=\"Your data (CSV)\"]', '#paper-heading', '#class-heading']
        .filter(own => document.querySelector(own))";
    assert_eq!(page.js(found, vec![]).await, json!([]));
    page.drop_file("own.csv", "a,b\n1,2\n").await;
    assert!(page.error().await.contains("keeps the data as they are"));
    page.close().await;
}
