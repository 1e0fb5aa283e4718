"""The tables of search: each is defined where it is used."""

from search.log import SearchCount
from search.picks import EditorsPick
from search.synonyms import Synonyms

__all__ = ["EditorsPick", "SearchCount", "Synonyms"]
