"""What can be done about one comment by a form of its own, beside deciding by one key."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from blog.comments import actions, answers, bans, consulting, redaction, slowing
from blog.comments.desk import acting, forms, rows
from blog.comments.desk.listing import is_id
from blog.comments.desk.panel import Panel
from blog.comments.desk.words import DONE
from blog.comments.models import Consultation, Decision, OfficialRole, Question, SlowMode
from blog.comments.record import record


class Refuse(Panel):
    """Say no in other words than the rule's."""

    form_class = forms.RuledForm
    title = _("Refuse, in your own words")
    button = _("Refuse")

    def act(self, form: forms.RuledForm) -> acting.Outcome:
        """The decision of that name, by the rule that was chosen."""
        rule = form.rules[form.cleaned_data["rule"]]
        decision = actions.decide(
            self.name,
            self.comment,
            by=self.request.user,
            rule=rule,
            explanation=form.cleaned_data["explanation"].strip() or rule.explanation,
            seen=self.request.POST.get("seen", ""),
        )
        return acting.Outcome(said=[DONE[self.name] % 1], done=[decision])


class Remove(Refuse):
    """The same for what readers have seen."""

    title = _("Remove, in your own words")
    button = _("Remove")


class Review(Panel):
    """Answer a request for review, with a word to its writer."""

    form_class = forms.ExplainedForm
    title = _("Uphold the decision")
    button = _("Uphold the decision")

    def act(self, form: forms.ExplainedForm) -> acting.Outcome:
        """The decision of that name."""
        decision = actions.decide(
            self.name,
            self.comment,
            by=self.request.user,
            explanation=form.cleaned_data["explanation"].strip(),
            seen=self.request.POST.get("seen", ""),
        )
        return acting.Outcome(said=[DONE[self.name] % 1], done=[decision])


class ReviewApprove(Review):
    """The other way round: the first decision falls."""

    title = _("Approve after the review")
    button = _("Approve")


class Ask(Panel):
    """Ask a colleague before deciding."""

    form_class = forms.AskForm
    title = _("Ask a colleague")
    button = _("Ask")

    def act(self, form: forms.AskForm) -> acting.Outcome:
        """Put the question on the colleague's list."""
        of = form.people.get(form.cleaned_data["of"])
        question = form.cleaned_data["question"]
        asked = consulting.ask(comment=self.comment, by=self.request.user, question=question, of=of)
        if asked.asked_of_id is None:
            return self._again(_now("Your colleagues find the question under “Asked of me”."))
        return self._again(_now("Your colleague finds the question under “Asked of me”."))


class AnswerAsked(Panel):
    """Answer a colleague."""

    form_class = forms.AnswerAskedForm
    title = _("Answer your colleague")
    button = _("Send")

    def act(self, form: forms.AnswerAskedForm) -> acting.Outcome:
        """The newest question that this moderator can answer."""
        asked = Consultation.objects.filter(comment=self.comment, closed_at__isnull=True)
        mine = [one for one in asked if rows.can_answer(one, self.request.user)]
        if not mine:
            raise consulting.NotAsked(_now("Nobody waits for an answer of yours here."))
        for one in mine:
            consulting.answer(
                consultation=one, by=self.request.user, text=form.cleaned_data["text"]
            )
        return self._again(_now("Your answer stands beside the comment."))


class Redact(Panel):
    """Black personal data out."""

    form_class = forms.RedactForm
    title = _("Black out personal data")
    warning = _(
        "For personal data only: what breaks another rule is refused or removed. This cannot be"
        " undone: the passages are replaced in the comment, in its earlier texts and in what was"
        " said about it, and are not kept. Readers and the writer see that a moderator did it, and"
        " it stands on the public record."
    )
    button = _("Black out for good")

    def act(self, form: forms.RedactForm) -> acting.Outcome:
        """Every passage that was ticked or typed."""
        redaction.redact(
            comment=self.comment,
            by=self.request.user,
            passages=form.wanted,
            rule=form.rules[form.cleaned_data["rule"]],
        )
        return self._again(_now("The passages are blacked out."))


class BanWriter(Panel):
    """Keep a comment's writer from writing more."""

    permission = "comments.add_ban"
    form_class = forms.BanForm
    title = _("Ban")
    warning = _("The ban holds from now on. It does nothing to this comment.")
    button = _("Ban")

    def act(self, form: forms.BanForm) -> acting.Outcome:
        """The ban, and its place on record, where no name stands."""
        kind, value, _label = form.bans[form.cleaned_data["what"]]
        lasts = forms.span(form.cleaned_data["span"])
        until = timezone.now() + lasts if lasts else None
        with transaction.atomic():
            reason = form.cleaned_data["reason"]
            bans.ban(kind=kind, value=value, until=until, reason=reason, by=self.request.user)
            record(
                action=Decision.Action.BAN,
                by=Decision.By.MODERATOR,
                page=self.comment.page,  # and not the comment: the log would point at its writer
                moderator=self.request.user,
                until=until,
            )
        return self._again(_now("The ban holds from now on."))


class Settle(Panel):
    """Say where a question stands."""

    form_class = forms.SettleForm
    title = _("Where it stands")
    button = _("Save")

    def act(self, form: forms.SettleForm) -> acting.Outcome:
        """What was chosen."""
        answers.settle(
            comment=self.comment,
            by=self.request.user,
            state=Question(int(form.cleaned_data["state"])),
            passed_on_to=form.cleaned_data["passed_on_to"],
            seen=form.cleaned_data["was"],
        )
        return self._again(_now("Saved: readers see where the question stands."))


class Answer(Panel):
    """Answer in public, under one's office."""

    form_class = forms.AnswerForm
    title = _("Answer in public")
    button = _("Publish the answer")

    @property
    def office(self) -> OfficialRole | None:
        """In whose name it is answered."""
        return OfficialRole.objects.held_by(self.request.user.pk)

    def act(self, form: forms.AnswerForm) -> acting.Outcome:
        """The reply, at once."""
        reply = answers.answer(
            comment=self.comment,
            by=self.request.user,
            text=form.cleaned_data["text"],
            seen=form.cleaned_data["was"],
        )
        if reply.is_published:
            return self._again(_now("The answer is public."))
        return self._again(_now("The answer waits: it may hold personal data."))


class Slow(Panel):
    """Have everybody wait between two comments."""

    form_class = forms.SlowForm
    title = _("Slow the discussion down")
    button = _("Slow down")

    @property
    def in_force(self) -> list[SlowMode]:
        """What holds already under this post."""
        return list(SlowMode.objects.in_force().filter(page=self.comment.page_id))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """End what holds (`end`: its number), or slow down."""
        if "end" not in request.POST:
            return super().post(request, *args, **kwargs)
        number = request.POST["end"]
        here = SlowMode.objects.filter(page=self.comment.page_id)
        slow_mode = here.filter(pk=number).first() if is_id(number) else None
        if slow_mode is None:
            outcome = acting.Outcome(errors=[_now("There is nothing here to end.")])
        else:
            slowing.end(slow_mode=slow_mode, by=request.user)
            outcome = self._again(_now("Ended: it has nobody wait any more."))
        return acting.answer(request, outcome, back=self._back())

    def act(self, form: forms.SlowForm) -> acting.Outcome:
        """For a thread, or all of the page."""
        data = form.cleaned_data
        slowing.slow(
            page=self.comment.page,
            thread=self.comment if data["where"] == "thread" else None,
            minutes=data["minutes"],
            until=timezone.now() + (forms.span(data["span"]) or timedelta()),
            reason=data["reason"],
            by=self.request.user,
        )
        return self._again(_now("The discussion is slowed down, and readers see why."))


# By the name in the address.
PANELS: dict[str, type[Panel]] = {
    "refuse": Refuse,
    "remove": Remove,
    "uphold": Review,
    "approve": ReviewApprove,
    "ask": Ask,
    "reply": AnswerAsked,
    "redact": Redact,
    "ban": BanWriter,
    "question": Settle,
    "answer": Answer,
    "slow": Slow,
}


def panel(request: HttpRequest, pk: str, name: str) -> HttpResponseBase:
    """The panel of that name about a comment."""
    if name not in PANELS:
        raise Http404
    return PANELS[name].as_view(name=name)(request, pk=pk)
