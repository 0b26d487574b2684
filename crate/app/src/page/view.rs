//! What is drawn anew only when something that it shows has changed.
//!
//! Every station is drawn by one component: what a component of its own adds to the program is several kilobytes.

use std::any::Any;
use std::rc::Rc;
use yew::prelude::*;

/// Something that can be drawn.
pub(crate) trait Drawable: PartialEq + 'static {
    /// As it is now.
    fn view(&self) -> Html;
}

/// See [`Drawable`], of any type.
trait AnyDrawable {
    fn view(&self) -> Html;
    fn is(&self, other: &dyn AnyDrawable) -> bool;
    fn as_any(&self) -> &dyn Any;
}

impl<T: Drawable> AnyDrawable for T {
    fn view(&self) -> Html {
        Drawable::view(self)
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

#[derive(PartialEq, Properties)]
struct DrawnProps {
    what: What,
}

#[component]
fn Drawn(props: &DrawnProps) -> Html {
    props.what.0.view()
}

/// Draws it, unless it is equal to what stands in this place.
pub(crate) fn drawn(what: impl Drawable) -> Html {
    html! { <Drawn what={What(Rc::new(what))} /> }
}
