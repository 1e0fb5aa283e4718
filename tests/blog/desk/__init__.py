"""Tests of `blog.desk`."""
