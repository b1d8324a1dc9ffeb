//! Rules that look at more than the values of one property, each a function by the name that its
//! rule file gives it.

mod document;
mod everywhere;
mod iris;
mod resource;

use super::finding::Found;
use super::graph::{Graph, Node};
use super::rule::{Check, RuleBook};
pub(super) use resource::exact_licence;

/// Checks of the document as a whole, or of every term in it.
pub(super) fn of_document<'g>(
    check: Check,
    book: &'g RuleBook,
    graph: &'g Graph,
    tell: &mut dyn FnMut(Found<'g>),
) {
    match check {
        Check::NoCatalog => document::no_catalog(graph, tell),
        Check::SeveralCatalogs => document::several_catalogs(graph, tell),
        Check::DatasetNotListed => document::dataset_not_listed(graph, tell),
        Check::ServiceNotListed => document::service_not_listed(graph, tell),
        Check::DistributionNotListed => document::distribution_not_listed(graph, tell),
        Check::DistributionShared => document::distribution_shared(graph, tell),
        Check::TwoSchemesForOne => document::two_schemes_for_one(graph, tell),
        Check::IriWithSpace
        | Check::IriNotAbsolute
        | Check::IriMalformed
        | Check::IriSchemeUnknown
        | Check::IriOfThisMachine
        | Check::IriWithPassword => iris::faulty(check, book, graph, tell),
        Check::LanguageTagMalformed => everywhere::language_tags(graph, tell),
        Check::TextWithControlCharacter => everywhere::control_characters(graph, tell),
        Check::ValueNotOfItsDatatype => everywhere::datatypes(graph, tell),
        Check::TermUnknown => everywhere::unknown_terms(book, graph, tell),
        Check::OldDublinCore => everywhere::old_dublin_core(graph, tell),
        // Of one resource.
        _ => (),
    }
}

/// Checks of a resource without a property in particular.
pub(super) fn of_resource<'g>(
    check: Check,
    graph: &'g Graph,
    subject: &'g Node,
    tell: &mut dyn FnMut(Found<'g>),
) {
    let breaks = match check {
        Check::PeriodIsEmpty => resource::period_is_empty(graph, subject),
        Check::GeonamesPage => resource::is_geonames_page(subject),
        Check::SeriesIsEmpty => resource::series_is_empty(graph, subject),
        Check::HighValueDistributionWithoutLegislation => {
            resource::lacks_legislation(graph, subject)
        }
        Check::HighValueServiceWithoutLegislation => {
            resource::service_lacks_legislation(graph, subject)
        }
        _ => false,
    };
    if breaks {
        tell(Found::of(subject));
    }
}

/// Whether a value of a property breaks a check.
pub(super) fn of_value(
    check: Check,
    book: &RuleBook,
    graph: &Graph,
    subject: &Node,
    property: &str,
    value: &Node,
) -> bool {
    match check {
        Check::NestedTwice => resource::is_nested_twice(graph, subject, property, value),
        Check::OtherPublisher => resource::is_other_publisher(graph, subject, value),
        Check::EndsBeforeItBegins => resource::ends_before_it_begins(graph, subject, value),
        Check::ModifiedBeforeIssued => resource::is_before_issued(graph, subject, value),
        Check::IdentifierShared => resource::is_shared(graph, subject, property, value),
        Check::PublisherIsContact => resource::is_publisher(graph, value),
        Check::LicenceIriInexact => resource::is_inexact_licence(book, value),
        Check::FormatIsPlainWord => resource::is_plain_word(value),
        Check::PartOfItself | Check::PageLeadsToItself => {
            resource::leads_back(graph, subject, property, value)
        }
        Check::CatalogGoesOn => true,
        Check::NotMailto => resource::is_not_mailto(graph, value),
        Check::ChecksumLength => resource::has_other_length(graph, subject, value),
        _ => false,
    }
}

/// Whether a value that breaks the check is not looked at by later rules.
pub(super) fn is_final(check: Check) -> bool {
    matches!(
        check,
        Check::FormatIsPlainWord | Check::PageLeadsToItself | Check::PartOfItself
    )
}
