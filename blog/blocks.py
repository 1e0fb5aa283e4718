"""The StreamField vocabulary: what a post may be made of.

Each block says in its Meta what it is for, shows itself in the picker, and has a template of its
own under `templates/blog/blocks/`. Saving a draft never asks for more than what was typed: rules
beyond "required" look at `is_deferred_validation` first
(https://docs.wagtail.org/en/stable/advanced_topics/customization/streamfield_blocks.html).
"""

from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import TextChoices
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock

from blog.described_image import described_image
from blog.embeds import find_film, provider_names
from blog.footnotes import number_notes
from blog.headings import HeadingValue, outline
from blog.lists import ListBlock
from blog.pictures import fetch_ready, in_body

INLINE = ["bold", "italic", "link", "document-link", "superscript", "subscript", "footnote"]
EMPHASIS = ["bold", "italic", "link"]
# What an editor chooses is no word of the post, and not searched.
Choice = partial(blocks.ChoiceBlock, search_index=False)
TEXT, MEDIA, FACTS = _("Text"), _("Pictures and films"), _("Facts and structure")


class AddressBlock(blocks.CharBlock):
    """A web address. A wrong one is named when the page is published, and kept in a draft."""

    def clean(self, value: str) -> str:
        """The address, with https:// put before it where somebody typed www.example.org."""
        value = super().clean(value).strip()
        if not value or self.is_deferred_validation:
            return value
        if "://" not in value and value.startswith("www."):
            value = f"https://{value}"
        try:
            URLValidator(schemes=["http", "https"])(value)
        except ValidationError as error:
            raise ValidationError(
                _now("“%(value)s” is not a web address. It should look like https://example.org/."),
                params={"value": value},
            ) from error
        return value


class HeadingBlock(blocks.StructBlock):
    """A heading inside the post; the post's own title is the level above."""

    text = blocks.CharBlock(label=_("Heading"), form_classname="title")
    level = Choice(
        choices=[("h2", _("Section")), ("h3", _("Part of a section"))],
        default="h2",
        label=_("Level"),
    )

    class Meta:
        icon = "title"
        group = TEXT
        label = _("Heading")
        label_format = "{text}"
        description = _("Says what the next part is about, so that readers can skip to it.")
        template = "blog/blocks/heading.html"
        value_class = HeadingValue
        preview_value = {"text": "What we heard from you", "level": "h2"}


class QuoteValue(blocks.StructValue):
    """A quotation as its template wants it."""

    @property
    def source_host(self) -> str:
        """The site that the quotation is from; "" where the address cannot be linked to.

        A draft may hold any address, one that runs a script among them: only the web's are links.
        """
        try:
            parts = urlsplit(self.get("source_url") or "")
        except ValueError:
            return ""
        is_web = parts.scheme in {"http", "https"}
        return (parts.hostname or "").removeprefix("www.") if is_web else ""


class QuoteBlock(blocks.StructBlock):
    """Somebody's own words, with who said them and where they can be read."""

    text = blocks.RichTextBlock(features=EMPHASIS, label=_("Quotation"))
    attribution = blocks.CharBlock(
        required=False,
        label=_("Who said it"),
        help_text=_("A name, or a document: “Mayor Jane Poole”, “Annual report 2024”."),
    )
    source_url = AddressBlock(
        required=False, label=_("Where"), help_text=_("The address of the source, if it has one.")
    )

    class Meta:
        icon = "openquote"
        group = TEXT
        label = _("Block quote")
        label_format = "{text}"
        description = _("Somebody's own words, set apart, with who said them and where.")
        template = "blog/blocks/quote.html"
        value_class = QuoteValue
        preview_value = {
            "text": "<p>We would rather be asked early than thanked late.</p>",
            "attribution": "A resident of Mill Lane",
            "source_url": "",
        }


class PictureBlock(blocks.StructBlock):
    """A picture with its words."""

    image = described_image(label=_("Picture"))
    caption = blocks.CharBlock(
        required=False, label=_("Caption"), help_text=_("Shown under the picture.")
    )

    class Meta:
        icon = "image"
        group = MEDIA
        label = _("Picture")
        label_format = "{caption}"
        description = _("One picture, with a description for people who cannot see it.")
        template = "blog/blocks/picture.html"
        preview_template = "blog/block_previews/picture.html"


class GalleryBlock(blocks.StructBlock):
    """Several pictures that belong together."""

    pictures = blocks.ListBlock(PictureBlock(), min_num=2, label=_("Pictures"))

    class Meta:
        icon = "image"
        group = MEDIA
        label = _("Gallery")
        description = _("Two or more pictures, side by side.")
        template = "blog/blocks/gallery.html"
        preview_template = "blog/block_previews/gallery.html"


class FilmValue(blocks.StructValue):
    """A film as its template wants it."""

    @property
    def film(self) -> Any:
        """What `blog.embeds.find_film` makes of the address."""
        return find_film(self.get("url") or "")


class FilmAddressBlock(AddressBlock):
    """The address of a film that can be played here."""

    def clean(self, value: str) -> str:
        """The address, once it is known how to play what stands there."""
        value = super().clean(value)
        if value and not self.is_deferred_validation and not find_film(value):
            raise ValidationError(
                _now("This is not the address of a film on %(providers)s."),
                params={"providers": provider_names()},
            )
        return value


class EmbedBlock(blocks.StructBlock):
    """A film from elsewhere, which is only asked for once the reader presses play."""

    url = FilmAddressBlock(
        label=_("Address of the film"),
        help_text=_("On YouTube or Vimeo: copy it from your browser's address bar."),
    )
    title = blocks.CharBlock(
        label=_("Title"), help_text=_("What the film shows; read out to people who cannot see it.")
    )
    picture = described_image(
        required=False,
        label=_("Still picture"),
        help_text=_("Shown before the film is played. Without one, a plain panel is shown."),
    )
    caption = blocks.CharBlock(required=False, label=_("Caption"))

    class Meta:
        icon = "media"
        group = MEDIA
        label = _("Film")
        label_format = "{title}"
        description = _(
            "A film on YouTube or Vimeo. Nothing is loaded before the reader presses play."
        )
        template = "blog/blocks/embed.html"
        value_class = FilmValue
        preview_value = {
            "url": "https://vimeo.com/76979871",
            "title": "A walk along the new river path",
            "picture": None,
            "caption": "",
        }


class CodeLanguage(TextChoices):
    """What a listing is written in."""

    TEXT = "text", _("Plain text")
    BASH = "bash", "Shell"
    CSS = "css", "CSS"
    HTML = "html", "HTML"
    JAVASCRIPT = "javascript", "JavaScript"
    JSON = "json", "JSON"
    PYTHON = "python", "Python"
    SQL = "sql", "SQL"


class CodeBlock(blocks.StructBlock):
    """Program text, kept letter by letter."""

    code = blocks.TextBlock(label=_("Code"), search_index=False)
    language = Choice(choices=CodeLanguage.choices, default=CodeLanguage.TEXT, label=_("Language"))
    caption = blocks.CharBlock(required=False, label=_("Caption"))

    class Meta:
        icon = "code"
        group = FACTS
        label = _("Code")
        label_format = "{caption}"
        description = _("Commands, data or program text, kept exactly as typed.")
        template = "blog/blocks/code.html"
        preview_value = {
            "code": "curl https://example.org/spending/2026.csv",
            "language": "bash",
            "caption": "How to fetch the figures",
        }


class TableBlock(TypedTableBlock):
    """Figures in rows and columns, under column headings."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            [
                ("text", blocks.CharBlock(required=False, label=_("Words"))),
                ("number", blocks.CharBlock(required=False, label=_("Numbers"))),
                (
                    "rich_text",
                    blocks.RichTextBlock(
                        required=False, features=EMPHASIS, label=_("Words with links")
                    ),
                ),
            ],
            **kwargs,
        )

    class Meta:
        icon = "table"
        group = FACTS
        label = _("Table")
        description = _("Figures in rows and columns. Give each column a heading.")
        template = "blog/blocks/table.html"
        preview_value = {
            "caption": "Where the money went",
            "columns": [
                {"type": "text", "heading": "Item"},
                {"type": "number", "heading": "Cost"},
            ],
            "rows": [
                {"values": ["Bridge repairs", "£4,200"]},
                {"values": ["Street lamps", "£1,150"]},
            ],
        }


class CalloutKind(TextChoices):
    """How much a callout asks for attention."""

    NOTE = "note", _("Note")
    IMPORTANT = "important", _("Important")
    DECISION = "decision", _("Decision")


class CalloutBlock(blocks.StructBlock):
    """Something that nobody should miss."""

    kind = Choice(choices=CalloutKind.choices, default=CalloutKind.NOTE, label=_("Kind"))
    title = blocks.CharBlock(required=False, label=_("Title"))
    text = blocks.RichTextBlock(features=INLINE, label=_("Text"))

    class Meta:
        icon = "warning"
        group = FACTS
        label = _("Callout")
        label_format = "{title}"
        description = _("A note, a warning or a decision, set apart so that nobody misses it.")
        template = "blog/blocks/callout.html"
        preview_value = {
            "kind": "decision",
            "title": "The library stays open on Saturdays",
            "text": "<p>Agreed on 4 March, by nine votes to two.</p>",
        }


class DocumentBlock(blocks.StructBlock):
    """A document to download."""

    document = DocumentChooserBlock(label=_("Document"))
    label = blocks.CharBlock(
        required=False,
        label=_("Words of the link"),
        help_text=_("Leave empty to use the document's title."),
    )

    class Meta:
        icon = "doc-full"
        group = FACTS
        label = _("Document")
        label_format = "{label}"
        description = _("A document to download, with its kind and size.")
        template = "blog/blocks/document.html"
        preview_template = "blog/block_previews/document.html"


class DividerBlock(blocks.StaticBlock):
    """A pause between two parts."""

    class Meta:
        icon = "minus"
        group = TEXT
        label = _("Divider")
        admin_text = _(
            "A thin line. Use it where the subject changes and a heading would be too much."
        )
        description = _("A pause between two parts of the text.")
        template = "blog/blocks/divider.html"
        preview_value = None


class BodyBlock(blocks.StreamBlock):
    """The body of a post or a page."""

    paragraph = blocks.RichTextBlock(
        required=False,  # an empty one shows nothing, and must not hold up a post
        features=INLINE,
        icon="pilcrow",
        group=TEXT,
        label=_("Text"),
        help_text=_("Headings, lists and tables have blocks of their own: press + below."),
        description=_("Paragraphs, with bold, italics and links."),
        template="blog/blocks/paragraph.html",
        preview_value="<p>The bridge opens on <b>Monday</b>. Thank you for bearing with us.</p>",
    )
    heading = HeadingBlock()
    quote = QuoteBlock()
    bullet_list = ListBlock(
        "ul",
        icon="list-ul",
        group=TEXT,
        label=_("Bullet list"),
        description=_("Points in no particular order: one on each line."),
        template="blog/blocks/list.html",
        preview_value="<ul><li>Bring your own bags</li><li>Come early</li></ul>",
    )
    numbered_list = ListBlock(
        "ol",
        icon="list-ol",
        group=TEXT,
        label=_("Numbered list"),
        description=_("Steps, or points that are counted: one on each line."),
        template="blog/blocks/list.html",
        preview_value="<ol><li>Read the plan</li><li>Tell us what is wrong with it</li></ol>",
    )
    divider = DividerBlock()
    image = PictureBlock()
    gallery = GalleryBlock()
    embed = EmbedBlock()
    callout = CalloutBlock()
    table = TableBlock()
    document = DocumentBlock()
    code = CodeBlock()

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """With the text's notes, numbered; headings and pictures are told what they need."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        outline(value)
        fetch_ready(image for image, _layout in in_body(value))
        return context | {"notes": number_notes(value)}

    class Meta:
        template = "blog/blocks/body.html"
