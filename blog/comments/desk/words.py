"""What the desk calls its decisions: on buttons, when they are done, and in Wagtail's log."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

LABELS = {
    "approve": _("Approve"),
    "refuse": _("Refuse"),
    "spam": _("Spam"),
    "remove": _("Remove"),
    "keep": _("Keep"),
    "uphold": _("Uphold the decision"),
}
DONE = {
    "approve": ngettext_lazy("%d comment is now published.", "%d comments are now published."),
    "refuse": ngettext_lazy("%d comment is refused.", "%d comments are refused."),
    "spam": ngettext_lazy("%d comment is now spam.", "%d comments are now spam."),
    "remove": ngettext_lazy("%d comment is removed.", "%d comments are removed."),
    "keep": ngettext_lazy("%d comment stays as it is.", "%d comments stay as they are."),
    "uphold": ngettext_lazy("%d decision stands.", "%d decisions stand."),
}
LOGGED = {
    "approve": _("Comment published"),
    "refuse": _("Comment not published"),
    "spam": _("Comment taken for spam"),
    "remove": _("Comment removed"),
    "keep": _("Comment looked at again and kept"),
    "uphold": _("Decision upheld in a review"),
}
UNDONE = {"undo": (_("Take back"), _("Decision taken back"))}
