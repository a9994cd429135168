"""Grading an answer against a reference text, by rule: no rubric, no model, no network."""
