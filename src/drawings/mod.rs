//! DRAW.
