//! Measuring the texts within an expression.
//!
//! A text that a query computes is measured where it becomes the value of a variable. A text that
//! is only the argument of another function never does: ten calls of `REPLACE` in one another can
//! make a text of ten bytes one of ten gigabytes, in one step. So each call that can lengthen a
//! text and stands within another call is wrapped in a function of ours, which gives the text back
//! as it is unless it is longer than [`Limits::text_bytes`](super::Limits::text_bytes).

use oxigraph::model::{NamedNode, Term};
use spareval::QueryEvaluator;
use spargebra::algebra::{Expression, Function, GraphPattern};

use super::algebra::{self, Part};
use super::guard;
use crate::frozen::named_node;

/// An evaluator, that knows the function that measures if the query calls it.
pub(super) fn evaluator(measures: bool) -> QueryEvaluator {
    if !measures {
        return QueryEvaluator::new();
    }
    QueryEvaluator::new().with_custom_function(measured(), |arguments| {
        let [term] = arguments else {
            return None;
        };
        if let Term::Literal(literal) = term {
            guard::poll_length(literal.value().len());
        }
        Some(term.clone())
    })
}

/// Has the texts within the expressions of a query measured; whether there are any.
pub(super) fn measure(query: &mut spargebra::Query) -> bool {
    measure_pattern(algebra::pattern_of(query))
}

fn measure_pattern(pattern: &mut GraphPattern) -> bool {
    let mut measures = false;
    algebra::for_each_part(pattern, &mut |part| {
        if let Part::Expression(expression) = part {
            measures |= measure_expression(expression, false);
        }
    });
    measures
}

fn measure_expression(expression: &mut Expression, is_argument: bool) -> bool {
    let is_call = matches!(expression, Expression::FunctionCall(..));
    let (parts, pattern) = algebra::parts(expression);
    let mut measures = pattern.is_some_and(measure_pattern);
    for part in parts {
        measures |= measure_expression(part, is_argument || is_call);
    }
    let lengthens = matches!(
        expression,
        Expression::FunctionCall(
            Function::Concat | Function::Replace | Function::EncodeForUri,
            _
        )
    );
    if is_argument && lengthens {
        let call = std::mem::replace(expression, Expression::Coalesce(Vec::new()));
        *expression = Expression::FunctionCall(Function::Custom(measured()), vec![call]);
        measures = true;
    }
    measures
}

/// Name of the function, which no query has a use for.
fn measured() -> NamedNode {
    named_node("tag:uppdrag,2026:measured".to_owned())
}
