//! Terms by number, and numbers by term.

use std::cmp::Ordering;
use std::ops::Range;

use oxigraph::model::vocab::xsd;
use oxigraph::model::{BlankNode, Literal, LiteralRef, NamedNode, Term, TermRef};
use spareval::ExpressionTerm;

use super::TermId;
use super::front_coded::FrontCoded;
use super::header::Damaged;
use super::values::ValueKind;

/// Literals of one kind: plain, of one language, or of one datatype.
#[derive(Debug, Clone, Copy)]
pub(super) struct Group {
    /// [`PLAIN`], [`LANGUAGE`] or [`DATATYPE`].
    pub(super) kind: u64,
    /// Number of its first literal, counted among literals.
    pub(super) first: u64,
    /// Its part of the tags.
    pub(super) tag_begin: u64,
    pub(super) tag_end: u64,
    /// Code of a [`ValueKind`], 0 for none.
    pub(super) values: u64,
    /// Where its values begin.
    pub(super) values_begin: u64,
    /// 1 if the order of the numbers is that of the values.
    pub(super) ascends: u64,
}

/// A [`Group`] as it lies in the file: its fields in their order.
pub(super) type GroupWords = [u64; 7];

impl Group {
    pub(super) fn of(words: &GroupWords) -> Self {
        let [
            kind,
            first,
            tag_begin,
            tag_end,
            values,
            values_begin,
            ascends,
        ] = *words;
        Self {
            kind,
            first,
            tag_begin,
            tag_end,
            values,
            values_begin,
            ascends,
        }
    }

    pub(super) fn words(self) -> GroupWords {
        [
            self.kind,
            self.first,
            self.tag_begin,
            self.tag_end,
            self.values,
            self.values_begin,
            self.ascends,
        ]
    }
}

pub(super) const PLAIN: u64 = 0;
pub(super) const LANGUAGE: u64 = 1;
pub(super) const DATATYPE: u64 = 2;

/// What a term's number tells of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    BlankNode,
    Iri,
    /// A literal of the group with this place.
    Literal(usize),
}

/// A view of all terms.
#[derive(Clone, Copy)]
pub(crate) struct Dictionary<'a> {
    pub(super) blank_nodes: FrontCoded<'a>,
    pub(super) iris: FrontCoded<'a>,
    pub(super) tags: &'a [u8],
    pub(super) groups: &'a [GroupWords],
    pub(super) texts: &'a [u8],
    pub(super) offsets: &'a [u64],
    pub(super) values: &'a [u8],
}

/// A literal as it lies in the file.
#[derive(Clone, Copy)]
pub(super) struct StoredLiteral<'a> {
    pub(super) text: &'a str,
    pub(super) tag: &'a str,
    pub(super) group: Group,
    /// Place among the literals of its group.
    place: usize,
}

impl<'a> Dictionary<'a> {
    /// Blank nodes and IRIs: what can be a subject.
    pub(super) fn resources(&self) -> usize {
        self.blank_nodes.count + self.iris.count
    }

    pub(super) fn literals(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    pub(super) fn class(&self, id: TermId) -> Result<Class, Damaged> {
        let place = (id as usize).checked_sub(1).ok_or(Damaged)?;
        if place < self.blank_nodes.count {
            return Ok(Class::BlankNode);
        }
        let Some(literal) = place.checked_sub(self.resources()) else {
            return Ok(Class::Iri);
        };
        let group = self
            .groups
            .partition_point(|group| Group::of(group).first <= literal as u64);
        match group.checked_sub(1) {
            Some(group) if literal < self.literals() => Ok(Class::Literal(group)),
            _ => Err(Damaged),
        }
    }

    /// The literal with a number.
    pub(super) fn literal(&self, id: TermId, group: usize) -> Result<StoredLiteral<'a>, Damaged> {
        let literal = (id as usize)
            .checked_sub(1 + self.resources())
            .ok_or(Damaged)?;
        let group = Group::of(self.groups.get(group).ok_or(Damaged)?);
        let first = usize::try_from(group.first).map_err(|_| Damaged)?;
        Ok(StoredLiteral {
            text: simdutf8::basic::from_utf8(self.text(literal)?).map_err(|_| Damaged)?,
            tag: self.tag(group)?,
            group,
            place: literal.checked_sub(first).ok_or(Damaged)?,
        })
    }

    pub(super) fn tag(&self, group: Group) -> Result<&'a str, Damaged> {
        let place = |at: u64| usize::try_from(at).map_err(|_| Damaged);
        let tag = self
            .tags
            .get(place(group.tag_begin)?..place(group.tag_end)?)
            .ok_or(Damaged)?;
        std::str::from_utf8(tag).map_err(|_| Damaged)
    }

    /// The text of a blank node or IRI.
    pub(crate) fn resource(&self, id: TermId, class: Class) -> Result<String, Damaged> {
        let place = (id as usize).checked_sub(1).ok_or(Damaged)?;
        let mut text = Vec::with_capacity(64);
        if class == Class::BlankNode {
            self.blank_nodes.get(place, &mut text)?;
        } else {
            let place = place.checked_sub(self.blank_nodes.count).ok_or(Damaged)?;
            self.iris.get(place, &mut text)?;
        }
        String::from_utf8(text).map_err(|_| Damaged)
    }

    /// The term with a number.
    pub(crate) fn term(&self, id: TermId) -> Result<Term, Damaged> {
        let class = self.class(id)?;
        let Class::Literal(group) = class else {
            let text = self.resource(id, class)?;
            return Ok(if class == Class::BlankNode {
                BlankNode::new(text).map_err(|_| Damaged)?.into()
            } else {
                named_node(text).into()
            });
        };
        let literal = self.literal(id, group)?;
        Ok(literal.to_literal().into())
    }

    /// The term with a number as the evaluator computes with it.
    pub(crate) fn expression_term(&self, id: TermId) -> Result<ExpressionTerm, Damaged> {
        let class = self.class(id)?;
        let Class::Literal(group) = class else {
            let text = self.resource(id, class)?;
            return Ok(if class == Class::BlankNode {
                ExpressionTerm::BlankNode(BlankNode::new(text).map_err(|_| Damaged)?)
            } else {
                ExpressionTerm::NamedNode(named_node(text))
            });
        };
        let literal = self.literal(id, group)?;
        if let Some(kind) = ValueKind::from_code(literal.group.values) {
            let width = kind.width() + 1;
            let begin = usize::try_from(literal.group.values_begin)
                .ok()
                .zip(literal.place.checked_mul(width))
                .and_then(|(begin, place)| begin.checked_add(place))
                .ok_or(Damaged)?;
            let bytes = begin
                .checked_add(width)
                .and_then(|end| self.values.get(begin..end))
                .ok_or(Damaged)?;
            if let Some(value) = kind.read(bytes)? {
                return Ok(value);
            }
        }
        Ok(match literal.group.kind {
            PLAIN => ExpressionTerm::StringLiteral(literal.text.to_owned()),
            LANGUAGE => ExpressionTerm::LangStringLiteral {
                value: literal.text.to_owned(),
                language: literal.tag.to_owned(),
            },
            _ => Term::from(literal.to_literal()).into(),
        })
    }

    /// Whether a number is that of an IRI.
    pub(crate) fn is_iri(&self, id: TermId) -> bool {
        (self.blank_nodes.count..self.resources()).contains(&(id as usize).wrapping_sub(1))
    }

    /// The number of a term.
    pub(crate) fn find(&self, term: TermRef<'_>) -> Result<Option<TermId>, Damaged> {
        let number = match term {
            TermRef::BlankNode(node) => self.blank_nodes.find(node.as_str().as_bytes())?,
            TermRef::NamedNode(node) => self
                .iris
                .find(node.as_str().as_bytes())?
                .map(|place| self.blank_nodes.count + place),
            TermRef::Literal(literal) => self
                .find_literal(literal)?
                .map(|place| self.resources() + place),
        };
        number
            .map(|place| TermId::try_from(place + 1).map_err(|_| Damaged))
            .transpose()
    }

    /// How two terms compare in `ORDER BY` (SPARQL 1.1 §15.1), if their numbers tell: they do
    /// unless there are blank nodes, literals of two groups, or values that do not ascend with
    /// their texts.
    pub(crate) fn compare(&self, one: TermId, other: TermId) -> Result<Option<Ordering>, Damaged> {
        let (left, right) = (self.class(one)?, self.class(other)?);
        let told = match (left, right) {
            (Class::Literal(left), Class::Literal(right)) => {
                let group = self.groups.get(left).filter(|_| left == right);
                group.is_some_and(|group| Group::of(group).ascends == 1)
            }
            _ => left != Class::BlankNode && right != Class::BlankNode,
        };
        Ok(told.then(|| one.cmp(&other)))
    }

    fn find_literal(&self, literal: LiteralRef<'_>) -> Result<Option<usize>, Damaged> {
        let wanted = kind_and_tag(literal);
        let mut damaged = false;
        let group = self.groups.partition_point(|group| {
            let group = Group::of(group);
            let tag = self.tag(group).unwrap_or_else(|_| {
                damaged = true;
                ""
            });
            (group.kind, tag) < wanted
        });
        if damaged {
            return Err(Damaged);
        }
        let Some(found) = self.groups.get(group).map(Group::of) else {
            return Ok(None);
        };
        if (found.kind, self.tag(found)?) != wanted {
            return Ok(None);
        }
        let Range { mut start, mut end } = self.places_of(group)?;
        let text = literal.value().as_bytes();
        while start < end {
            let middle = start.midpoint(end);
            match self.text(middle)?.cmp(text) {
                Ordering::Less => start = middle + 1,
                Ordering::Greater => end = middle,
                Ordering::Equal => return Ok(Some(middle)),
            }
        }
        Ok(None)
    }

    /// Places of a group's literals among all.
    fn places_of(&self, group: usize) -> Result<Range<usize>, Damaged> {
        let begin = self
            .groups
            .get(group)
            .map_or(u64::MAX, |group| Group::of(group).first);
        let end = self
            .groups
            .get(group + 1)
            .map_or(self.literals() as u64, |next| Group::of(next).first);
        let place = |at: u64| usize::try_from(at).map_err(|_| Damaged);
        Ok(place(begin)?..place(end)?)
    }

    fn text(&self, literal: usize) -> Result<&'a [u8], Damaged> {
        let Some(&[begin, end]) = self.offsets.get(literal..literal + 2) else {
            return Err(Damaged);
        };
        let place = |at: u64| usize::try_from(at).map_err(|_| Damaged);
        self.texts.get(place(begin)?..place(end)?).ok_or(Damaged)
    }
}

impl StoredLiteral<'_> {
    fn to_literal(self) -> Literal {
        match self.group.kind {
            PLAIN => Literal::new_simple_literal(self.text),
            LANGUAGE => Literal::new_language_tagged_literal_unchecked(self.text, self.tag),
            _ => Literal::new_typed_literal(self.text, named_node(self.tag)),
        }
    }
}

/// An IRI of the file.
#[expect(
    clippy::disallowed_methods,
    reason = "it was taken from a term when the file was written, and the checksum vouches for it"
)]
pub(crate) fn named_node(text: impl Into<String>) -> NamedNode {
    NamedNode::new_unchecked(text)
}

/// The kind and tag of the group that a literal belongs to.
pub(super) fn kind_and_tag(literal: LiteralRef<'_>) -> (u64, &str) {
    match literal.language() {
        Some(language) => (LANGUAGE, language),
        None if literal.datatype() == xsd::STRING => (PLAIN, ""),
        None => (DATATYPE, literal.datatype().as_str()),
    }
}
