"""Deciding at the desk: what the form around the list sends, and what is said then."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from wagtail.admin import messages

from blog.comments.actions import RULED, RuleMissing, decide_many
from blog.comments.desk.listing import is_id
from blog.comments.models import Comment, HouseRule, HouseRules

LABELS = {
    "approve": _("Approve"),
    "refuse": _("Refuse"),
    "spam": _("Spam"),
    "remove": _("Remove"),
    "keep": _("Keep as edited"),
    "uphold": _("Uphold the decision"),
}
DONE = {
    "approve": ngettext_lazy("%d comment is now published.", "%d comments are now published."),
    "refuse": ngettext_lazy("%d comment is not published.", "%d comments are not published."),
    "spam": ngettext_lazy("%d comment is now spam.", "%d comments are now spam."),
    "remove": ngettext_lazy("%d comment is removed.", "%d comments are removed."),
    "keep": ngettext_lazy("%d comment stays as edited.", "%d comments stay as edited."),
    "uphold": ngettext_lazy("%d decision stands.", "%d decisions stand."),
}
LOGGED = {
    "approve": _("Comment published"),
    "refuse": _("Comment not published"),
    "spam": _("Comment taken for spam"),
    "remove": _("Comment removed"),
    "keep": _("Edited comment kept"),
    "uphold": _("Decision upheld in a review"),
}


def decide(request: HttpRequest) -> HttpResponse:
    """Take a decision on one comment (`one=approve:12`) or on those that are ticked.

    `seen` says of each in the list as what the moderator saw it (`12:` and `Comment.seen_as`);
    `rule-12`, or `rule-refuse` for those that are ticked, which house rule is the reason, by its
    number.
    """
    if not request.user.has_perm("comments.change_comment"):
        raise PermissionDenied
    name, ids = request.POST.get("action", ""), request.POST.getlist("ids")
    if one := request.POST.get("one"):
        name, _separator, comment_id = one.partition(":")
        ids = [comment_id]
    number = request.POST.get(f"rule-{ids[0] if one else name}", "")
    ids = [value for value in ids if is_id(value)]
    rule = _rule(request, number) if name in RULED else None
    if name not in LABELS:
        messages.error(request, _now("Please choose what to do with the comments."))
    elif not ids:
        messages.warning(request, _now("No comment was ticked, so nothing was changed."))
    elif name in RULED and rule is None:
        messages.error(request, _why_no_rule(number))
    else:
        _decide(request, name, ids, rule)
    return redirect(request.get_full_path())


def _rule(request: HttpRequest, number: str) -> HouseRule | None:
    """The rule of that number, if the rules are still those that the page offered."""
    rules = HouseRules.current()
    if rules is None or request.POST.get("rules") != str(rules.version):
        return None
    return next((rule for rule in rules.rules.all() if str(rule.number) == number), None)


def _why_no_rule(number: str) -> str:
    if not number:
        return str(RuleMissing())
    return _now(
        "The house rules were changed after you opened this list. Nothing was decided: please"
        " choose the rule again."
    )


def _decide(request: HttpRequest, name: str, ids: list[str], rule: HouseRule | None) -> None:
    seen = {}
    for value in request.POST.getlist("seen"):
        comment_id, _separator, version = value.partition(":")
        if is_id(comment_id):
            seen[int(comment_id)] = version
    # From all comments, not from the list: a colleague may just have taken it off there.
    comments = Comment.objects.select_related("user").filter(pk__in=ids)
    decisions, refusals = decide_many(
        name=name,
        comments=comments,
        by=request.user,
        rule=rule,
        explanation=rule.explanation if rule else "",
        seen=seen,
    )
    if decisions:
        messages.success(request, DONE[name] % len(decisions))
    for sentence in refusals.values():
        messages.warning(request, sentence)
