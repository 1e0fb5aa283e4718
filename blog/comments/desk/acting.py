"""Deciding at the desk: what the form around the list sends, and what is answered.

A browser without scripts gets the list again, with messages. A script that asks for JSON gets the
rows that are to stand in the place of the old ones: see `Outcome`.
"""

from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from blog.comments import actions
from blog.comments.desk import rows
from blog.comments.desk.buttons import Buttons
from blog.comments.desk.listing import is_id
from blog.comments.desk.words import DONE, LABELS
from blog.comments.models import Comment, Decision, HouseRule, HouseRules, Status

MOST_AT_ONCE = 100  # comments; a page of the list has fewer


@dataclass
class Outcome:
    """What became of something that was done at the desk.

    As JSON: `said` is announced; `rows` has by its id the HTML of each comment's new row; `done`
    are the ids of those on which nothing is left to do; `token` is good for the next form.
    """

    said: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)  # about no one comment
    done: list[Decision] = field(default_factory=list)
    wrong: dict[int, str] = field(default_factory=dict)  # by a comment's id: why nothing was done
    again: list[int] = field(default_factory=list)  # comments whose row is to be shown anew


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks, which puts the answer into the list."""
    return "application/json" in request.headers.get("Accept", "")


def answer(request: HttpRequest, outcome: Outcome, *, back: str) -> HttpResponse:
    """Tell what became of it: the new rows to a script, to others messages at the address."""
    if wants_json(request):
        return JsonResponse(_as_json(request, outcome))
    for sentence in outcome.said:
        messages.success(request, sentence)
    for sentence in [*outcome.errors, *outcome.wrong.values()]:
        messages.warning(request, sentence)
    return redirect(back)


def decide(request: HttpRequest) -> HttpResponse:
    """Take a decision on one comment (`one=approve:12`) or on those that are ticked (`ids`).

    Behind what says no stands the number of the house rule: `one=refuse:12:2`, `action=refuse:2`.
    `seen` says of each in the list as what the moderator saw it (`12:` and `Comment.seen_as`):
    nothing is decided on a comment of which it says nothing.
    `undo=5,6` takes back what this moderator decided a moment ago.
    """
    if not request.user.has_perm("comments.change_comment"):
        raise PermissionDenied
    if "undo" in request.POST:
        outcome = _undo(request)
    elif one := request.POST.get("one"):
        name, _colon, rest = one.partition(":")
        comment_id, _colon, number = rest.partition(":")
        outcome = _decide(request, name, [comment_id], number)
    else:
        name, _colon, number = request.POST.get("action", "").partition(":")
        outcome = _decide(request, name, request.POST.getlist("ids"), number)
    return answer(request, outcome, back=request.get_full_path())


def _decide(request: HttpRequest, name: str, typed: list[str], number: str) -> Outcome:
    ids = [int(value) for value in typed if is_id(value)]
    if name not in LABELS:
        return Outcome(errors=[_("Please choose what to do with the comments.")])
    if not ids:
        return Outcome(errors=[_("No comment was ticked, so nothing was changed.")])
    if len(ids) > MOST_AT_ONCE:
        sentence = _("At most %(most)d comments can be decided on at once. Nothing was changed.")
        return Outcome(errors=[sentence % {"most": MOST_AT_ONCE}])
    rule = None
    if name in actions.RULED:
        rule = rule_of(number, version=request.POST.get("rules", ""))
        if rule is None:
            return Outcome(wrong=dict.fromkeys(ids, why_no_rule(number)))
    # From all comments, not from the list: a colleague may just have taken it off there.
    comments = Comment.objects.select_related("user").filter(pk__in=ids).order_by("pk")
    decisions, refusals = actions.decide_many(
        name=name,
        comments=comments,
        by=request.user,
        rule=rule,
        explanation=rule.explanation if rule else "",
        seen=dict.fromkeys(ids, "") | _seen(request),
    )
    said = [DONE[name] % len(decisions)] if decisions else []
    gone = len(set(ids)) - len(decisions) - len(refusals)
    errors = []
    if gone:
        words = ngettext(
            "%d comment is not there any more.", "%d comments are not there any more.", gone
        )
        errors.append(words % gone)
    return Outcome(said=said, errors=errors, done=decisions, wrong=refusals)


def rule_of(number: str, *, version: str) -> HouseRule | None:
    """The rule of that number, if the rules are still those that the page offered."""
    rules = HouseRules.current()
    if rules is None or version != str(rules.version):
        return None
    return next((rule for rule in rules.rules.all() if str(rule.number) == number), None)


def why_no_rule(number: str) -> str:
    """A sentence that says why a decision lacks its rule."""
    if not number:
        return str(actions.RuleMissing())
    return _(
        "The house rules were changed after you opened this list. Nothing was decided: please"
        " reload the page and choose the rule again."
    )


def _seen(request: HttpRequest) -> dict[int, str]:
    seen = {}
    for value in request.POST.getlist("seen"):
        comment_id, _colon, version = value.partition(":")
        if is_id(comment_id):
            seen[int(comment_id)] = version
    return seen


def _undo(request: HttpRequest) -> Outcome:
    ids = [value for value in request.POST["undo"].split(",") if is_id(value)][:MOST_AT_ONCE]
    outcome = Outcome()
    found = Decision.objects.filter(pk__in=ids, moderator_id=request.user.pk)
    for decision in found.select_related("comment"):
        try:
            comment = actions.undo(decision=decision, by=request.user)
        except actions.TooLate as why:
            if decision.comment_id is None:
                outcome.errors.append(str(why))
            else:
                outcome.wrong[decision.comment_id] = str(why)
        else:
            outcome.again.append(comment.pk)
    if outcome.again:
        words = ngettext(
            "Taken back: %d comment is as it was.",
            "Taken back: %d comments are as they were.",
            len(outcome.again),
        )
        outcome.said.append(words % len(outcome.again))
    elif not outcome.wrong and not outcome.errors:
        outcome.errors.append(_("There is nothing of yours to take back here."))
    return outcome


def _as_json(request: HttpRequest, outcome: Outcome) -> dict[str, object]:
    shown = {
        decision.comment_id: _done_row(request, decision)
        for decision in outcome.done
        if decision.comment_id
    }
    shown |= row_html(request, {**dict.fromkeys(outcome.again, ""), **outcome.wrong})
    said = [*outcome.said, *outcome.errors, *dict.fromkeys(outcome.wrong.values())]
    return {
        "said": " ".join(map(str, said)),
        "isError": bool(outcome.errors or outcome.wrong),
        "rows": shown,
        "done": [decision.comment_id for decision in outcome.done],
        "undo": [decision.pk for decision in outcome.done],
        "token": get_token(request),
    }


def _done_row(request: HttpRequest, decision: Decision) -> str:
    context = {
        "decision": decision,
        "comment": decision.comment,
        "Action": Decision.Action,
        "seconds": actions.UNDO_SECONDS,
    }
    return render_to_string("comments/admin/done.html", context, request)


def row_html(request: HttpRequest, errors: dict[int, str]) -> dict[int, str]:
    """The rows of these comments as they now are, each with what went wrong, if anything did."""
    found = Comment.objects.select_related(*rows.JOINED).filter(pk__in=errors)
    buttons = Buttons(HouseRules.current())
    context = {"buttons": buttons, "Status": Status, "bulk_actions": True}
    return {
        row.comment.pk: render_to_string(
            "comments/admin/row.html", {**context, "row": row}, request
        )
        for row in rows.build(list(found), by=request.user, errors=errors).rows
    }
