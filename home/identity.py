"""Whose site this is: name, logo, colour, and what stands at the foot of every page."""

from copy import copy
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Site

from blog.blocks import AddressBlock
from blog.comments.staleness import kept
from blog.titles import on_one_line
from home import colours
from home.colour_input import ColourInput
from home.pictures import SitePictures


class LinkBlock(blocks.StructBlock):
    """A link with its words."""

    name = blocks.CharBlock(max_length=60, label=_("Words of the link"))
    address = AddressBlock(label=_("Address"))

    class Meta:
        icon = "link"
        label = _("Link")
        label_format = "{name}"


class SocialLinks(blocks.StreamBlock):
    """Where else the organisation can be followed."""

    link = LinkBlock()


class LegalLinks(blocks.StreamBlock):
    """More of what the law asks for: pages of this site, or addresses elsewhere."""

    page = blocks.PageChooserBlock(label=_("Page of this site"), icon="doc-full")
    link = LinkBlock(label=_("Address elsewhere"))


def _picture(verbose_name: Any, help_text: Any) -> models.ForeignKey:
    return models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=verbose_name,
        help_text=help_text,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )


def _page(verbose_name: Any, help_text: Any) -> models.ForeignKey:
    return models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=verbose_name,
        help_text=help_text,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )


@register_setting(icon="home")
class SiteIdentity(BaseSiteSetting):
    """Whose site this is, as every page says it."""

    name = models.CharField(
        _("name"), max_length=80, default="Hustings", help_text=_("Your organisation's name.")
    )
    tagline = models.CharField(
        _("tagline"), max_length=160, blank=True, help_text=_("What the blog is, in a few words.")
    )
    logo = _picture(
        _("logo"),
        _(
            "Stands at the head of every page, 48 pixels high. PNG or WebP without a background"
            " looks best; any size from 128 pixels high will do."
        ),
    )
    logo_dark = _picture(
        _("logo for dark screens"),
        _("Only if the logo cannot be seen on a dark background. In the same proportions."),
    )
    logo_alt_text = models.CharField(
        _("description of the logo"),
        max_length=120,
        blank=True,
        help_text=_(
            "For people who cannot see it. Leave empty if the name stands beside the logo, or if"
            " the logo says nothing but the name."
        ),
    )
    name_beside_logo = models.BooleanField(
        _("show the name beside the logo"),
        default=True,
        help_text=_("Untick this if the logo itself says the name."),
    )
    icon = _picture(
        _("small icon"),
        _(
            "Square, for the tabs of browsers and for telephones. Leave empty to use the logo, if"
            " it is about square."
        ),
    )
    brand_colour = models.CharField(
        _("brand colour"),
        max_length=7,
        blank=True,
        help_text=_(
            "For links, buttons and lines, in the notation of designers: #0b5c5e. Shades that can"
            " be read are made of it. Leave empty for the site's own green."
        ),
    )
    card_picture = _picture(
        _("picture for social networks"),
        _(
            "Shown where somebody shares a page that is no post; posts have pictures of their own."
            " At least 1200 by 630 pixels."
        ),
    )
    footer = models.TextField(
        _("words at the foot"),
        blank=True,
        help_text=_("One or two sentences at the foot of every page: who you are, and where."),
    )
    social_links = StreamField(
        SocialLinks(required=False),
        verbose_name=_("elsewhere"),
        blank=True,
        help_text=_("Where people can follow you: Mastodon, Bluesky, your other site."),
    )
    accessibility_page = _page(
        _("accessibility statement"), _("The page that says what works, and whom to tell.")
    )
    privacy_page = _page(
        _("privacy notice"), _("The page that says what is kept about readers, and for how long.")
    )
    legal_links = StreamField(
        LegalLinks(required=False),
        verbose_name=_("more at the foot"),
        blank=True,
        help_text=_("Imprint, terms, freedom of information, complaints."),
    )
    security_contact = models.CharField(
        _("contact for security"),
        max_length=200,
        blank=True,
        help_text=_(
            "Where somebody who has found a hole in the site can tell you: an e-mail address, or"
            " the address of a form. It is published at /.well-known/security.txt."
        ),
    )

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("tagline")], heading=_("Name")),
        MultiFieldPanel(
            [
                FieldPanel("logo"),
                FieldPanel("logo_alt_text"),
                FieldPanel("name_beside_logo"),
                FieldPanel("logo_dark"),
                FieldPanel("icon"),
                FieldPanel("card_picture"),
            ],
            heading=_("Pictures"),
        ),
        MultiFieldPanel([FieldPanel("brand_colour", widget=ColourInput)], heading=_("Colour")),
        MultiFieldPanel(
            [
                FieldPanel("footer"),
                FieldPanel("accessibility_page"),
                FieldPanel("privacy_page"),
                FieldPanel("legal_links"),
                FieldPanel("social_links"),
            ],
            heading=_("Foot of every page"),
        ),
        MultiFieldPanel([FieldPanel("security_contact")], heading=_("Security")),
    ]
    # With the one query that every page makes for the settings.
    select_related = ["logo", "logo_dark", "icon", "card_picture"]

    class Meta:
        app_label = "home"
        verbose_name = _("site identity")

    @classmethod
    def for_site(cls, site: Site) -> Self:
        """As Wagtail's; what readers are shown is asked for once in an edition of the site."""
        return copy(kept(("identity", site and site.pk), lambda: cls._for_site(site)))

    @classmethod
    def _for_site(cls, site: Site) -> Self:
        found = super().for_site(site)
        _ = found.pictures  # every copy has the same, and so they are looked for once
        return found

    def clean(self) -> None:
        """The colour as “#rrggbb”, and the contact as an address; or a sentence on each.

        Name and tagline are one line: mails and the head of each page say them.
        """
        super().clean()
        self.name, self.tagline = on_one_line(self.name), on_one_line(self.tagline)
        errors = {}
        if self.brand_colour:
            try:
                self.brand_colour = colours.normalised(self.brand_colour)
            except ValueError:
                errors["brand_colour"] = _now(
                    "This is not a colour. It should look like #0b5c5e: a hash, and six digits or"
                    " letters from a to f."
                )
        try:
            self.security_contact = contact_address(self.security_contact)
        except ValueError:
            errors["security_contact"] = _now(
                "This is neither an e-mail address nor the address of a page. It should look like"
                " security@example.org or https://example.org/report/."
            )
        if errors:
            raise ValidationError(errors)

    @property
    def palette(self) -> colours.Palette | None:
        """The shades of the brand colour; None where there is none."""
        return colours.palette(self.brand_colour) if self.brand_colour else None

    @cached_property
    def pictures(self) -> SitePictures:
        """The logo, the icon and the picture for social networks, in their sizes."""
        return SitePictures(self)

    @property
    def logo_alt(self) -> str:
        """What is read out in place of the logo: nothing, where the name stands beside it."""
        return self.logo_alt_text or ("" if self.name_beside_logo else self.name)

    @property
    def security_uri(self) -> str:
        """The contact as RFC 9116 wants it: an address with a scheme; "" for none."""
        is_mail = "@" in self.security_contact and "//" not in self.security_contact
        return f"mailto:{self.security_contact}" if is_mail else self.security_contact

    @property
    def legal_page_ids(self) -> list[int]:
        """The pages that the foot links to, in its order, without asking the database."""
        chosen = [self.accessibility_page_id, self.privacy_page_id]
        chosen += [row["value"] for row in self.legal_links.raw_data if row["type"] == "page"]
        return [pk for pk in chosen if pk]


def contact_address(text: str) -> str:
    """An e-mail address or a web address, tidied. Raises ValueError for anything else."""
    text = text.strip().removeprefix("mailto:")
    if not text:
        return ""
    block = AddressBlock(required=False)
    for check in (validate_email, block.clean):
        try:
            return check(text) or text
        except ValidationError:
            continue
    raise ValueError(text)
