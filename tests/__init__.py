"""Tests of importengine."""
