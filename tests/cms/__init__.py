"""Tests of `cms`."""
