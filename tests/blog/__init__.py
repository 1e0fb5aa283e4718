"""Tests of `blog`."""
