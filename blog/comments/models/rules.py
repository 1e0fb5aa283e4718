"""The house rules: numbered, and never changed once they are in force, but followed by a version.

A decision cites a rule by its number and its version, and keeps both and the rule's title: what
was decided by a rule stays readable whatever becomes of the rules.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

MOST_EXPLAINED = 2000  # characters of what a writer is told beside a rule


class RuleText(NamedTuple):
    """What a rule says, before it has a number and a version."""

    title: str
    text: str
    explanation: str
    is_about_spam: bool = False


MOST_RULES = 100

# What an organisation starts with. The subjects are those of public bodies' own house rules, as
# on the blogs of the British government; the words are ours.
DEFAULT_RULES = (
    RuleText(
        "Be civil: argue with what was said, not with who said it.",
        "No insults and no threats, and nothing that runs people down for who they are, where they"
        " come from or what they believe. A strong opinion is welcome; so is a strong word, as long"
        " as it is not aimed at a person.",
        "Your comment goes at a person or a group and not at what was said. You are welcome to"
        " make the same point without that.",
    ),
    RuleText(
        "Stay with the subject of the post.",
        "Other subjects have other places. Campaigns for or against a political party do not belong"
        " here at all: a public body has to stay out of them.",
        "Your comment is about something else than the post. If there is a post on your subject,"
        " please write there; otherwise our contact page says who can help.",
    ),
    RuleText(
        "Leave out personal data, your own and other people's.",
        "No private addresses, telephone numbers, account or case numbers, and nothing about"
        " somebody's health or family that they have not made public themselves.",
        "Your comment says something about a person that should not be public. You are welcome to"
        " send it again without that.",
    ),
    RuleText(
        "No advertising, and nothing that a program sent.",
        "That includes links that have nothing to do with the post, and the same text many times.",
        "We took your comment for advertising, or for something that a program sent.",
        is_about_spam=True,
    ),
    RuleText(
        "Nothing that breaks the law.",
        "No libel, no incitement, no copies of other people's work, and nothing that could put a"
        " running case at risk.",
        "We believe that publishing your comment could be against the law.",
    ),
    RuleText(
        "Write as yourself.",
        "Any name will do, but not somebody else's, and not one that sounds like an office. If you"
        " write for an organisation, say so.",
        "Your comment gives the impression of coming from somebody else.",
    ),
)


class NewerRules(Exception):
    """Somebody else put a version in force while this one was written."""

    def __init__(self, newer: "HouseRules") -> None:
        self.newer = newer
        super().__init__(str(newer))


class HouseRules(models.Model):
    """One version of the house rules. What is in force is the one with the highest number."""

    version = models.PositiveSmallIntegerField(
        _("version"), unique=True, editable=False, validators=[MinValueValidator(1)]
    )
    introduction = models.TextField(
        _("introduction"),
        blank=True,
        help_text=_("What readers see above the rules: a sentence or two."),
    )
    what_changed = models.TextField(
        _("what is new"),
        blank=True,
        help_text=_("For readers: what is different from the version before, and why."),
    )
    published_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("house rules")
        verbose_name_plural = _("house rules")
        ordering = ["-version"]
        # Versions are added; nobody changes one or takes it away.
        default_permissions = ("add",)

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.version}"

    @classmethod
    def current(cls) -> "HouseRules | None":
        """The rules in force, with each rule, in one query; None where there are none yet."""
        newest = cls.objects.order_by("-version").values("pk")[:1]
        found = HouseRule.objects.filter(rules=newest).select_related("rules")
        if not found:
            return None
        current = found[0].rules
        current._prefetched_objects_cache = {"rules": found}  # type: ignore[attr-defined]
        return current

    @classmethod
    def publish(
        cls,
        texts: Sequence[RuleText],
        *,
        by: Any = None,
        introduction: str = "",
        what_changed: str = "",
        after: int | None = None,
    ) -> "HouseRules":
        """Put a new version in force.

        `after` is the version that the writer started from, 0 for none: NewerRules is raised
        where another came meanwhile. None does not ask. Raises ValueError without a rule.
        """
        if not texts:
            raise ValueError("House rules are at least one rule.")
        with transaction.atomic():
            # Always the same row, so that all who publish wait for each other; the newest would
            # still be the older one for those who waited.
            list(cls.objects.select_for_update().order_by("version")[:1])
            last = cls.objects.order_by("-version").first()
            number = last.version if last else 0
            if last and after is not None and after != number:
                raise NewerRules(last)
            made = cls.objects.create(
                version=number + 1,
                introduction=introduction,
                what_changed=what_changed,
                published_by=by,
            )
            HouseRule.objects.bulk_create(
                HouseRule(rules=made, number=number, **text._asdict())
                for number, text in enumerate(texts, start=1)
            )
        return made

    @property
    def about_spam(self) -> "HouseRule | None":
        """The rule that is cited for spam: the one so marked, or none."""
        return next((rule for rule in self.rules.all() if rule.is_about_spam), None)


class HouseRule(models.Model):
    """One rule of a version."""

    rules = models.ForeignKey(HouseRules, on_delete=models.CASCADE, related_name="rules")
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(
        _("the rule in short"),
        max_length=200,
        help_text=_("One sentence. It stands beside the comment form, with its number."),
    )
    text = models.TextField(
        _("the rule in full"),
        blank=True,
        help_text=_("What it means, for the page of the house rules."),
    )
    explanation = models.TextField(
        _("what its writer is told"),
        blank=True,
        max_length=MOST_EXPLAINED,
        help_text=_(
            "A moderator who refuses a comment by this rule starts from these words, and can"
            " change them."
        ),
    )
    is_about_spam = models.BooleanField(
        _("cited for spam"),
        default=False,
        help_text=_("The rule that stands on record when a comment is taken for spam."),
    )

    class Meta:
        verbose_name = _("house rule")
        ordering = ["number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["rules", "number"], name="one_rule_a_number")
        ]

    def __str__(self) -> str:
        return _("Rule %(number)d: %(title)s") % {"number": self.number, "title": self.title}
