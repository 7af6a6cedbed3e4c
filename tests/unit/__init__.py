"""Tests of one module each, in the shape of the package."""
