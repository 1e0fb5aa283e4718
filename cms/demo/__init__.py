"""Sallowbridge Town Council, which does not exist: the words and pictures of the demo site."""
