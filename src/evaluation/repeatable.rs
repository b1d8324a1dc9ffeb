//! Whether a query has the same answer each time.

use spargebra::algebra::{Expression, Function, GraphPattern};

use super::algebra::{self, Part};

/// Whether nothing in a query depends on the time, on chance or on another endpoint: then its
/// answer over one graph may be remembered.
pub(super) fn is_repeatable(query: &mut spargebra::Query) -> bool {
    is_repeatable_pattern(algebra::pattern_of(query))
}

fn is_repeatable_pattern(pattern: &mut GraphPattern) -> bool {
    let mut repeatable = true;
    algebra::for_each_part(pattern, &mut |part| {
        repeatable &= match part {
            Part::Expression(expression) => is_repeatable_expression(expression),
            Part::Service => false,
        };
    });
    repeatable
}

fn is_repeatable_expression(expression: &mut Expression) -> bool {
    let is_chance = matches!(
        expression,
        Expression::FunctionCall(
            Function::Now | Function::Rand | Function::Uuid | Function::StrUuid,
            _
        )
    );
    let (parts, pattern) = algebra::parts(expression);
    !is_chance
        && pattern.is_none_or(is_repeatable_pattern)
        && parts.into_iter().all(is_repeatable_expression)
}
