//! Walking through the algebra of a query (`spargebra`).

use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};

/// Calls `visit` for each expression of a pattern that is part of no other expression; patterns
/// within expressions (`EXISTS`) are left to it, and what is sent to other endpoints is left out.
pub(super) fn for_each_expression(
    pattern: &mut GraphPattern,
    visit: &mut dyn FnMut(&mut Expression),
) {
    match pattern {
        GraphPattern::Bgp { .. }
        | GraphPattern::Path { .. }
        | GraphPattern::Values { .. }
        | GraphPattern::Service { .. } => {}
        GraphPattern::Join { left, right }
        | GraphPattern::Lateral { left, right }
        | GraphPattern::Union { left, right }
        | GraphPattern::Minus { left, right } => {
            for_each_expression(left, visit);
            for_each_expression(right, visit);
        }
        GraphPattern::LeftJoin {
            left,
            right,
            expression,
        } => {
            for_each_expression(left, visit);
            for_each_expression(right, visit);
            if let Some(expression) = expression {
                visit(expression);
            }
        }
        GraphPattern::Filter {
            inner,
            expr: expression,
        }
        | GraphPattern::Extend {
            inner, expression, ..
        } => {
            for_each_expression(inner, visit);
            visit(expression);
        }
        GraphPattern::OrderBy { inner, expression } => {
            for_each_expression(inner, visit);
            for key in expression {
                let (OrderExpression::Asc(key) | OrderExpression::Desc(key)) = key;
                visit(key);
            }
        }
        GraphPattern::Group {
            inner, aggregates, ..
        } => {
            for_each_expression(inner, visit);
            for (_, aggregate) in aggregates {
                if let AggregateExpression::FunctionCall { expr, .. } = aggregate {
                    visit(expr);
                }
            }
        }
        GraphPattern::Graph { inner, .. }
        | GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. } => for_each_expression(inner, visit),
    }
}

/// The expressions that an expression is made of, and the pattern that it asks for.
pub(super) fn parts(
    expression: &mut Expression,
) -> (Vec<&mut Expression>, Option<&mut GraphPattern>) {
    let parts = match expression {
        Expression::NamedNode(_)
        | Expression::Literal(_)
        | Expression::Variable(_)
        | Expression::Bound(_) => Vec::new(),
        Expression::Or(one, other)
        | Expression::And(one, other)
        | Expression::Equal(one, other)
        | Expression::SameTerm(one, other)
        | Expression::Greater(one, other)
        | Expression::GreaterOrEqual(one, other)
        | Expression::Less(one, other)
        | Expression::LessOrEqual(one, other)
        | Expression::Add(one, other)
        | Expression::Subtract(one, other)
        | Expression::Multiply(one, other)
        | Expression::Divide(one, other) => vec![&mut **one, other],
        Expression::UnaryPlus(one) | Expression::UnaryMinus(one) | Expression::Not(one) => {
            vec![&mut **one]
        }
        Expression::In(one, list) => std::iter::once(&mut **one).chain(list).collect(),
        Expression::If(condition, one, other) => vec![&mut **condition, one, other],
        Expression::Coalesce(list) | Expression::FunctionCall(_, list) => list.iter_mut().collect(),
        Expression::Exists(pattern) => return (Vec::new(), Some(pattern)),
    };
    (parts, None)
}
