//! What is drawn anew only when something that it shows has changed.
//!
//! Every station is drawn by one component, and so is every control that remembers something: what a component of its own
//! adds to the program is several kilobytes.

use std::any::Any;
use std::rc::Rc;
use yew::functional::{Hook, HookContext};
use yew::prelude::*;

/// Something that can be drawn.
pub(crate) trait Drawable: PartialEq + 'static {
    /// As it is now.
    fn view(&self) -> Html;
}

/// Something that can be drawn and remembers what it was like, by hooks; [`remembers`] makes it one.
pub(crate) trait Remembering: PartialEq + 'static {
    /// Its own: of two in the same place, one doesn't take over what the other remembers.
    const NAME: &'static str;

    /// As it is now.
    fn view(&self, context: &mut HookContext) -> Html;
}

/// Lets a type be drawn by a function marked as a hook.
macro_rules! remembers {
    ($type:ident, $hook:ident) => {
        impl $crate::page::view::Remembering for $type {
            const NAME: &'static str = stringify!($type);

            fn view(&self, context: &mut yew::functional::HookContext) -> yew::Html {
                yew::functional::Hook::run($hook(self), context)
            }
        }
    };
}
pub(crate) use remembers;

impl<T: Drawable> Remembering for T {
    // It remembers nothing, so it may stand where any other did.
    const NAME: &'static str = "";

    fn view(&self, _: &mut HookContext) -> Html {
        Drawable::view(self)
    }
}

/// See [`Remembering`], of any type.
trait AnyDrawable {
    fn view(&self, context: &mut HookContext) -> Html;
    fn is(&self, other: &dyn AnyDrawable) -> bool;
    fn as_any(&self) -> &dyn Any;
}

impl<T: Remembering> AnyDrawable for T {
    fn view(&self, context: &mut HookContext) -> Html {
        Remembering::view(self, context)
    }

    fn is(&self, other: &dyn AnyDrawable) -> bool {
        other.as_any().downcast_ref::<T>() == Some(self)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

#[derive(Clone)]
struct What(Rc<dyn AnyDrawable>);

impl PartialEq for What {
    fn eq(&self, other: &What) -> bool {
        self.0.is(&*other.0)
    }
}

impl Hook for &What {
    type Output = Html;

    fn run(self, context: &mut HookContext) -> Html {
        self.0.view(context)
    }
}

fn use_what(what: &What) -> &What {
    what
}

#[derive(PartialEq, Properties)]
struct DrawnProps {
    what: What,
}

#[component]
fn Drawn(props: &DrawnProps) -> Html {
    use_what(&props.what)
}

/// Draws it, unless it is equal to what stands in this place; what it remembers stays as long as it stands there.
pub(crate) fn drawn<T: Remembering>(what: T) -> Html {
    // In a list of its own, for in one list no two may have the same key.
    html! { <><Drawn key={T::NAME} what={What(Rc::new(what))} /></> }
}
