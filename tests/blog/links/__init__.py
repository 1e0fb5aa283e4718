"""Tests of `blog.links`."""
