"""Tests that run whole programs, as a user would."""
