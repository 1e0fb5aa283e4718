"""Tests of `blog.comments`."""
