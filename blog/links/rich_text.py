"""Links of rich text to our own pages and documents, whatever stands where their number should.

The editor only ever sends numbers; a form that was made by hand may send anything, and Wagtail
looks for a page of that number wherever the text is shown.
"""

from typing import Any

from django.db.models import Model
from draftjs_exporter import DOM
from wagtail.admin.rich_text.converters.contentstate import link_entity
from wagtail.admin.rich_text.converters.html_to_contentstate import (
    ExternalLinkElementHandler,
    PageLinkElementHandler,
)
from wagtail.documents.rich_text import DocumentLinkHandler
from wagtail.documents.rich_text.contentstate import (
    DocumentLinkElementHandler,
    document_link_entity,
)
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.rich_text.pages import PageLinkHandler

MOST_DIGITS = 18  # that every database has room for


def is_number(value: Any) -> bool:
    """Whether something can be the number of a page or a document."""
    text = str(value)
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS


class _ByNumber:
    """A link without a number leads nowhere, and its words stay."""

    @classmethod
    def get_many(cls, attrs_list: list[dict[str, Any]]) -> list[Model | None]:
        """What the links lead to, in their order; None for what is not there."""
        sound = [attrs for attrs in attrs_list if is_number(attrs.get("id"))]
        found = iter(super().get_many(sound))  # type: ignore[misc]
        return [next(found) if is_number(attrs.get("id")) else None for attrs in attrs_list]

    @classmethod
    def extract_references(cls, attrs: dict[str, Any]) -> Any:
        """As Wagtail's, for the index of what uses what."""
        if is_number(attrs.get("id")):
            yield from super().extract_references(attrs)  # type: ignore[misc]


class PageLinks(_ByNumber, PageLinkHandler):
    """Links to pages, as readers get them."""


class DocumentLinks(_ByNumber, DocumentLinkHandler):
    """Links to documents, as readers get them."""


class PageLinksInEditor(PageLinkElementHandler):
    """Links to pages, as the editor gets them."""

    def get_attribute_data(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """As Wagtail's; nothing for a link without a number."""
        return super().get_attribute_data(attrs) if is_number(attrs.get("id")) else {}


def stored_link(props: dict[str, Any]) -> Any:
    """A link as the editor sends it, to a page or to an address, as it is stored."""
    number, address = props.get("id"), props.get("url")
    leads_somewhere = isinstance(address, str) if number is None else is_number(number)
    return link_entity(props) if leads_somewhere else _without_target(props)


def stored_document_link(props: dict[str, Any]) -> Any:
    """The same for a link to a document."""
    return document_link_entity(props) if is_number(props.get("id")) else _without_target(props)


def _without_target(props: dict[str, Any]) -> Any:
    return DOM.create_element("a", {}, props["children"])


def register(features: FeatureRegistry) -> None:
    """Put these in the place of Wagtail's own, which are registered already."""
    features.register_link_type(PageLinks)
    features.register_link_type(DocumentLinks)
    features.register_converter_rule(
        "contentstate",
        "link",
        {
            "from_database_format": {
                "a[href]": ExternalLinkElementHandler("LINK"),
                'a[linktype="page"]': PageLinksInEditor("LINK"),
            },
            "to_database_format": {"entity_decorators": {"LINK": stored_link}},
        },
    )
    features.register_converter_rule(
        "contentstate",
        "document-link",
        {
            "from_database_format": {
                'a[linktype="document"]': DocumentLinkElementHandler("DOCUMENT")
            },
            "to_database_format": {"entity_decorators": {"DOCUMENT": stored_document_link}},
        },
    )
