"""Posts and comments on a search server, by modelsearch's backends for such servers.

What is changed of these: only what readers may find is sent, and of its words the stems, as
`analysis` makes them. The server compares them letter by letter, so it needs no language and no
plugin, and finds by the same forms of a word as our own index.
"""

import logging
import time
from collections.abc import Callable, Iterable
from copy import deepcopy
from functools import cache
from typing import Any

from django.db.models import Model
from django.utils.module_loading import import_string
from modelsearch.backends.base import BaseIndex
from modelsearch.backends.elasticsearchbase import (
    ElasticsearchBaseIndex,
    ElasticsearchBaseMapping,
    ElasticsearchBaseSearchBackend,
    ElasticsearchBaseSearchQueryCompiler,
    ElasticsearchBaseSearchResults,
)
from modelsearch.index import AutocompleteField, SearchField
from modelsearch.query import And, Not, Or, SearchQuery
from wagtail.models import Page

from blog.comments import markup
from blog.comments.models import Comment
from search import analysis
from search.backend import kind_of, live_ones

SILENT_FOR = 30  # seconds for which nobody waits for a server that has just failed
WORDS_AS_THEY_ARE = {"settings": {"analysis": {"analyzer": {"default": {"type": "whitespace"}}}}}

logger = logging.getLogger(__name__)


class Silence:
    """Whether the server has just failed, so that nobody waits for it again at once."""

    until = 0.0

    @property
    def is_on(self) -> bool:
        """For this process."""
        return time.monotonic() < self.until

    def begin(self, error: Exception, instead: str) -> None:
        """Say so in one sentence, without the text that somebody searched for or wrote."""
        self.until = time.monotonic() + SILENT_FOR
        logger.warning("The search server failed (%s): %s", type(error).__name__, instead)

    def end(self) -> None:
        """Ask it again at once."""
        self.until = 0.0


silence = Silence()


def server_backend(params: dict[str, Any]) -> Any:
    """What `WAGTAILSEARCH_BACKENDS` names; `ENGINE` is the module of modelsearch's backend."""
    params = deepcopy(params)  # modelsearch writes into what the settings hold
    return _ours(params.pop("ENGINE"))(params)


@cache
def _ours(engine: str) -> Callable[[dict[str, Any]], Any]:
    """The backend of an engine, made of its classes and those below."""
    theirs = import_string(f"{engine}.SearchBackend")
    mapping = type("Mapping", (StemMapping, theirs.mapping_class), {})
    own = {"mapping_class": mapping}
    compiler = type("Compiler", (WholeTextCompiler, theirs.query_compiler_class), own)
    classes = {
        "mapping_class": mapping,
        "query_compiler_class": compiler,
        "index_class": type("Index", (LiveIndex, theirs.index_class), {}),
        "results_class": type("Results", (Keys, theirs.results_class), {}),
    }
    return type("SearchBackend", (ServerBackend, theirs), classes)


def stems(text: str) -> str:
    """The stems of a text in order, and then those of its hyphenated words, each as one."""
    tokens = list(analysis.tokens(text))
    parts = [analysis.stem(part) for token in tokens for part in token.parts]
    joined = [analysis.stem(token.joined) for token in tokens if len(token.parts) > 1]
    return " ".join([*parts, *joined])


class StemMapping(ElasticsearchBaseMapping):
    """Documents that hold stems instead of texts."""

    def _get_document_field_data(self, field: Any, obj: Any) -> tuple[str, Any, list[Any]]:
        name, value, _beginnings = super()._get_document_field_data(field, obj)
        if isinstance(field, AutocompleteField):  # nobody asks the server while typing
            value = ""
        elif isinstance(field, SearchField):
            text = "\n".join(value) if isinstance(value, list) else value or ""
            value = stems(markup.plain(text) if isinstance(obj, Comment) else text)
        return name, value, []


class LiveIndex(ElasticsearchBaseIndex):
    """Live posts and published comments.

    A change that the server does not take is lost until `update_index`, and stops nobody.
    """

    def add_model(self, model: type[Model]) -> None:
        """How posts or comments are kept; a title of any page would count as Wagtail has it."""
        if kind_of(model) is not None:
            super().add_model(model)

    def add_items(self, model: type[Model], items: Iterable[Any]) -> None:
        """Those of many that are live, into an index that is built anew."""
        kind = kind_of(model)
        if kind is not None:
            super().add_items(model, live_ones(kind, items))

    def add_item(self, item: Any) -> None:
        """Put it into the index if it is live, or else take it out."""
        kind = kind_of(type(item))
        if kind is None:
            return
        live = live_ones(kind, [item])
        if live:
            self._try(super().add_item, live[0])
        else:
            self.delete_item(item)

    def delete_item(self, item: Any) -> None:
        """Take it out of the index."""
        self._try(super().delete_item, item)

    def _try(self, change: Callable[[Any], None], item: Any) -> None:
        if silence.is_on:
            return
        try:
            change(item)
        except Exception as error:  # noqa: BLE001 - each client raises errors of its own
            silence.begin(error, "what has changed is not in its index until update_index runs.")


class WholeTextCompiler(ElasticsearchBaseSearchQueryCompiler):
    """And, Or and Not hold for a whole text.

    modelsearch asks each field for all of it: a title without an excluded word would let through
    a text that holds it.
    """

    def _join_and_compile_queries(
        self, query: SearchQuery, fields: Any, boost: float = 1.0
    ) -> dict[str, Any]:
        if isinstance(query, Not):
            unwanted = self._join_and_compile_queries(query.subquery, fields, boost)
            return {"bool": {"must_not": unwanted}}
        if isinstance(query, And | Or):
            each = [self._join_and_compile_queries(one, fields, boost) for one in query.subqueries]
            return {"bool": {"must" if isinstance(query, And) else "should": each}}
        return super()._join_and_compile_queries(query, fields, boost)


class Keys(ElasticsearchBaseSearchResults):
    """Of what was found the keys, in one request; a slice says how many."""

    def _do_search(self) -> list[int]:
        model = self.query_compiler.queryset.model
        answer = self._backend_do_search(
            self._get_es_body(),
            index=self.backend.get_index_for_model(model).name,
            _source=False,
            size=self.stop - self.start,
            **{self.fields_param_name: "pk"},
        )
        return [int(hit["fields"]["pk"][0]) for hit in answer["hits"]["hits"]]


class NoRebuilder:
    """For models that are not on the server: there is nothing to build."""

    def __init__(self, index: BaseIndex) -> None:
        self.index = index

    def start(self) -> BaseIndex:
        """An index that takes everything and keeps nothing."""
        return self.index

    def finish(self) -> None:
        """There is nothing to do."""


class ServerBackend(ElasticsearchBaseSearchBackend):
    """A backend that keeps posts and comments alone."""

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__({**params, "INDEX_SETTINGS": WORDS_AS_THEY_ARE})
        self.rebuilder_class = self._rebuilder

    def get_index_for_model(self, model: type[Model]) -> BaseIndex:
        """The server's index, or one that keeps nothing; pages of any type share that of posts."""
        is_kept = model is Page or kind_of(model) is not None
        return super().get_index_for_model(model) if is_kept else BaseIndex(self)

    def _rebuilder(self, index: BaseIndex) -> Any:
        is_kept = isinstance(index, LiveIndex)
        return self.atomic_rebuilder_class(index) if is_kept else NoRebuilder(index)
