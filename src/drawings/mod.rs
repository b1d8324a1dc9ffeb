//! DRAW: time, place and cooperation as SVG for a page.
//!
//! | drawing | what it shows |
//! |---|---|
//! | [`Timeline`] | mandates over time, and what extends what |
//! | [`CountyMap`] | Sweden's counties, shaded by a number each |
//! | [`Network`] | who works with whom, and who is stated not to |
//!
//! A drawing is a function from plain data to text, the same data to the same text. It knows
//! neither graph nor HTTP, has no script and no clock, and says nothing that its caller does not
//! give, so that it speaks the language of the page.
//!
//! The text is an `svg` element to be put into an HTML page with [`STYLE`] among its style sheets:
//! colours are classes there, for light, dark and print, and no attribute holds a style. Timeline
//! and network have the width of what they stand in with letters of the same size on any screen:
//! their horizontal places are percentages. The map scales as a whole.
//!
//! What can be followed is a link that the keyboard reaches and that says in words what its shape
//! shows. What cannot be told by shape is left to the table that the caller puts beside it.
//! An address that is not one of the web or of the site becomes no link.

mod county_map;
mod network;
mod svg;
mod timeline;
mod when;
mod words;

pub use county_map::{County, CountyMap};
pub use network::{Edge, EdgeKind, MAX_EDGES, MAX_NODES, Network, Node, NodeKind};
pub use timeline::{Bar, BarKind, MAX_BARS, Timeline};
pub use when::{End, Span, When};
pub use words::{MapWords, NetworkWords, TimelineWords};

use svg::Svg;

/// Style sheet of the drawings.
pub const STYLE: &str = include_str!("drawings.css");

/// What every drawing has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame<'a> {
    /// `id` of the element, unlike any other on the page; letters, digits and hyphens.
    pub id: &'a str,
    /// What it shows, in a few words.
    pub title: &'a str,
    /// How to read it, or what it comes to.
    pub description: &'a str,
}

/// A finished drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// The `svg` element.
    pub svg: String,
    /// How many of the things that were given are in it.
    pub shown: usize,
    /// How many were given. If more than are shown, the drawing says so.
    pub given: usize,
}

/// Extent of a drawing.
enum Size {
    /// As wide as what it stands in, and this many pixels high.
    High(u32),
    /// A drawing of this width and height that scales.
    Box(u32, u32),
}

impl Frame<'_> {
    /// Opens the element. It is a group and not an image: an image has no links.
    fn open(&self, class: &str, size: &Size, svg: &mut Svg) {
        let id: String = self.own_id();
        let (title, description) = (format!("{id}-title"), format!("{id}-description"));
        let class = format!("drawing {class}");
        let (width, height, view);
        let mut attributes: Vec<(&str, &dyn std::fmt::Display)> = vec![
            ("id", &id),
            ("class", &class),
            ("role", &"group"),
            ("aria-labelledby", &title),
            ("aria-describedby", &description),
        ];
        match size {
            Size::High(pixels) => {
                (width, height) = ("100%", pixels);
                attributes.push(("width", &width));
                attributes.push(("height", height));
            }
            Size::Box(across, down) => {
                view = format!("0 0 {across} {down}");
                attributes.push(("viewBox", &view));
            }
        }
        svg.open("svg", &attributes);
        svg.line();
        svg.text("title", &[("id", &title)], self.title);
        svg.text("desc", &[("id", &description)], self.description);
        svg.line();
    }

    /// The `id` without what would break a reference to it.
    fn own_id(&self) -> String {
        let kept = |it: &char| it.is_ascii_alphanumeric() || *it == '-';
        self.id.chars().filter(kept).collect()
    }
}

#[cfg(test)]
mod tests;
