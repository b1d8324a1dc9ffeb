//! Walking through the algebra of a query (`spargebra`).

use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};

/// What a pattern is made of, beside other patterns and what it looks for.
pub(super) enum Part<'a> {
    /// An expression that is part of no other; patterns within it (`EXISTS`) are left to the
    /// visitor.
    Expression(&'a mut Expression),
    /// A call of another endpoint; what is sent there is left out.
    Service,
}

/// Calls `visit` for each part of a pattern.
pub(super) fn for_each_part(pattern: &mut GraphPattern, visit: &mut dyn FnMut(Part<'_>)) {
    match pattern {
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Values { .. } => {}
        GraphPattern::Service { .. } => visit(Part::Service),
        GraphPattern::Join { left, right }
        | GraphPattern::Lateral { left, right }
        | GraphPattern::Union { left, right }
        | GraphPattern::Minus { left, right } => {
            for_each_part(left, visit);
            for_each_part(right, visit);
        }
        GraphPattern::LeftJoin {
            left,
            right,
            expression,
        } => {
            for_each_part(left, visit);
            for_each_part(right, visit);
            if let Some(expression) = expression {
                visit(Part::Expression(expression));
            }
        }
        GraphPattern::Filter {
            inner,
            expr: expression,
        }
        | GraphPattern::Extend {
            inner, expression, ..
        } => {
            for_each_part(inner, visit);
            visit(Part::Expression(expression));
        }
        GraphPattern::OrderBy { inner, expression } => {
            for_each_part(inner, visit);
            for key in expression {
                let (OrderExpression::Asc(key) | OrderExpression::Desc(key)) = key;
                visit(Part::Expression(key));
            }
        }
        GraphPattern::Group {
            inner, aggregates, ..
        } => {
            for_each_part(inner, visit);
            for (_, aggregate) in aggregates {
                if let AggregateExpression::FunctionCall { expr, .. } = aggregate {
                    visit(Part::Expression(expr));
                }
            }
        }
        GraphPattern::Graph { inner, .. }
        | GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. } => for_each_part(inner, visit),
    }
}

/// The pattern of a query.
pub(super) fn pattern_of(query: &mut spargebra::Query) -> &mut GraphPattern {
    let (spargebra::Query::Select { pattern, .. }
    | spargebra::Query::Construct { pattern, .. }
    | spargebra::Query::Describe { pattern, .. }
    | spargebra::Query::Ask { pattern, .. }) = query;
    pattern
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
