"""The form over HTTP: a new thread, or a reply."""

from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.models import Page

from blog.comments import authorship, policy, proof, rates, slowing, stamps
from blog.comments.forms import CommentForm
from blog.comments.models import Comment, DiscussionSettings, OfficialRole, ReplyImpossible
from blog.comments.signed_links import proven_email_hash, status_url
from blog.comments.views.public import MAX_ID, public_comment, public_page

FORBIDDEN = 403
UNPROCESSABLE = 422  # the request was understood, and what is in it will not do as it stands
TOO_MANY = 429
SENT_AGAIN_SECONDS = 10 * 60  # for so long, the form that a comment was sent with leads to it
AT_ONCE_SECONDS = 10  # the same for what comes without a stamp: somebody pressed twice


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, page_id: int) -> HttpResponse:
    """The form for a new thread; `?fragment=1` gives the form without the page around it."""
    return _answer(_sheet_for_page(request, page_id))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, comment_id: int) -> HttpResponse:
    """The form for a reply. What is sent stays in the form if the comment has gone meanwhile."""
    return _answer(_sheet_for_reply(request, comment_id))


@never_cache
def not_taken(
    request: HttpRequest, *, page_id: int | None = None, comment_id: int | None = None
) -> HttpResponse:
    """What was sent to `write` or `reply` without a token of ours: the form again, with the text.

    Nothing is stored. Sent once more, it has the token that came with it.
    """
    sheet = (
        _sheet_for_reply(request, comment_id)
        if comment_id is not None
        else _sheet_for_page(request, page_id or 0)
    )
    sentence = _(
        "The form had been open for too long, or your browser did not keep our cookie. Your text is"
        " still here: please send it again."
    )
    sheet.form.add_error(None, sentence)
    return sheet.show(status=FORBIDDEN, is_again=True)


@dataclass
class Sheet:
    """One form in one request: where it stands, and what it is answered with."""

    request: HttpRequest
    page: Page
    parent: Comment | None
    rules: DiscussionSettings
    form: CommentForm = field(init=False)

    def __post_init__(self) -> None:
        self.form = self._form(data=self.request.POST if self.is_sent else None)

    def _form(self, **content: Any) -> CommentForm:
        proven = proven_email_hash(self.request)
        return CommentForm(
            writer=self.request.user,
            rules=self.rules,
            is_reply=self.parent is not None,
            proven_email_hash=proven,
            page=self.page,
            pace=slowing.pace(**self.place, email_hash=proven),
            **content,
        )

    @property
    def place(self) -> dict[str, Any]:
        """Who writes, and where, as slow mode has to know."""
        return {
            "page": self.page,
            "parent": self.parent,
            "writer": self.request.user,
            "ip_address": self.ip_address,
        }

    @property
    def is_sent(self) -> bool:
        """Whether somebody pressed a button of the form."""
        return self.request.method == "POST"

    @property
    def is_fragment(self) -> bool:
        """Whether the script of a page asks for the form alone."""
        return "fragment" in self.request.GET

    @property
    def ip_address(self) -> str | None:
        """Where the request came from, as far as is known."""
        return self.request.META.get("REMOTE_ADDR") or None

    def why_banned(self, email: str) -> str:
        """Why the person may not write, with this address; "" if they may."""
        return policy.why_banned(writer=self.request.user, email=email, ip_address=self.ip_address)

    def show(self, *, status: int, **more: Any) -> HttpResponse:
        """The form as it is; with a `refusal`, the text alone, to be copied.

        `preview` is an unsaved comment; `is_again` says that no cookie of ours came with it.
        """
        context = {
            "form": self.form,
            "page": self.page,
            "parent": self.parent,
            **more,
        }
        template = "comments/form_fragment.html" if self.is_fragment else "comments/form.html"
        return render(self.request, template, context, status=status)

    def refuse(self, sentence: str, *, status: int) -> HttpResponse:
        """Why nothing can be sent. Somebody who only asked for the form did nothing wrong."""
        return self.show(status=status if self.is_sent else 200, refusal=sentence)

    def show_preview(self) -> HttpResponse:
        """The form with the text above it as readers would see it; nothing else is said yet."""
        self.form.is_valid()
        if not self.form.text:
            return self.show(status=UNPROCESSABLE)
        seconds = rates.check(
            action="preview", writer=self.request.user, ip_address=self.ip_address
        )
        if seconds:
            return self.put_off(seconds)
        preview = Comment(user_name=self.form.cleaned_data.get("name", ""))
        if self.request.user.is_authenticated:
            preview.user = self.request.user
        if self.form.is_official:
            role = OfficialRole.objects.held_by(self.request.user.pk)
            preview.official_role = role.title if role else ""
        preview.set_text(self.form.text)
        self.form = self._form(initial=self.request.POST.dict())
        return self.show(status=200, preview=preview)

    def put_off(self, seconds: int, sentence: str = "") -> HttpResponse:
        """The form, with when it can be sent, `seconds` from now, and why."""
        often = _("That was a lot in a short time. You can send this in %(span)s.")
        self.form.add_error(None, sentence or often % {"span": rates.span(seconds)})
        response = self.show(status=TOO_MANY)
        response.headers["Retry-After"] = str(seconds)
        return response

    def lead_to(self, comment: Comment, *, is_theirs: bool = True) -> HttpResponse:
        """To what its writer can see of the comment, and do about it.

        A moderator, and whoever may not be its writer, is led to where it stands. A script is told
        where that is, and goes there by itself: what `fetch` follows would lose the part behind
        the “#”.
        """
        is_shown = comment.is_published and (self.form.is_moderator or not is_theirs)
        address = comment.get_absolute_url() if is_shown else status_url(comment)
        if self.is_fragment:
            return HttpResponse(status=201, headers={"Location": address})
        return redirect(address)


def _sheet_for_page(request: HttpRequest, page_id: int) -> Sheet:
    return Sheet(request, public_page(page_id), None, DiscussionSettings.current())


def _sheet_for_reply(request: HttpRequest, comment_id: int) -> Sheet:
    rules = DiscussionSettings.current()
    if request.method != "POST":
        parent = public_comment(comment_id)
        return Sheet(request, parent.page, parent, rules)
    if comment_id > MAX_ID:
        raise Http404
    ever_public = Comment.objects.in_threads().select_related("user", "page")
    answered: Comment = get_object_or_404(ever_public, pk=comment_id)
    return Sheet(request, public_page(answered.page_id), answered, rules)


def _answer(sheet: Sheet) -> HttpResponse:
    """The form, or why there is none; and what was sent with it is taken, or comes back."""
    closed = policy.why_closed(sheet.page, sheet.rules)
    if closed := closed or (policy.why_no_reply(sheet.parent) if sheet.parent else ""):
        return sheet.refuse(closed, status=UNPROCESSABLE)
    if why := sheet.why_banned(getattr(sheet.request.user, "email", "")):
        return sheet.refuse(why, status=FORBIDDEN)
    if not sheet.is_sent:
        return sheet.show(status=200)
    if "preview" in sheet.request.POST:
        return sheet.show_preview()
    if not sheet.form.is_valid():
        return sheet.show(status=UNPROCESSABLE)
    return _take(sheet)


def _take(sheet: Sheet) -> HttpResponse:
    """Store what was sent, unless it is there already, or it is too much, or may not be."""
    form, writer = sheet.form, sheet.request.user
    email = getattr(writer, "email", "") or form.cleaned_data.get("email", "")
    if why := sheet.why_banned(email):
        return sheet.refuse(why, status=FORBIDDEN)
    words = {
        "page": sheet.page,
        "parent": sheet.parent,
        "writer": writer,
        "text": form.cleaned_data["comment"],
        "name": form.cleaned_data.get("name", ""),
        "email": email,
        "ip_address": sheet.ip_address,
    }
    if earlier := Comment.objects.filter(fingerprint=policy.fingerprint(**words) or "").first():
        return _answer_again(sheet, earlier)
    if later := _put_off(sheet, email):
        return later
    try:
        comment = authorship.write(
            **words,
            is_proven=form.is_proven,
            signals=_signals(form),
            follow=form.cleaned_data.get("follow", ""),
            as_official=form.is_official,
            wants_notice=form.cleaned_data.get("notice", False),
        )
    except slowing.TooSoon as soon:  # the same person was quicker in another window
        return sheet.put_off(soon.wait.seconds, str(soon))
    except ReplyImpossible as why:  # what it answers to went away in this very moment
        return sheet.refuse(str(why), status=UNPROCESSABLE)
    return sheet.lead_to(comment)


def _put_off(sheet: Sheet, email: str) -> HttpResponse | None:
    """The form with when it can be sent, under slow mode or after too much; None: now."""
    proven = sheet.form.proven_email_hash if sheet.form.is_proven else ""
    if wait := slowing.why_slow(**sheet.place, email_hash=proven):
        return sheet.put_off(wait.seconds, wait.sentence)
    seconds = rates.check(
        writer=sheet.request.user,
        ip_address=sheet.ip_address,
        email=email,
        page_id=sheet.page.pk,
    )
    return sheet.put_off(seconds) if seconds else None


def _answer_again(sheet: Sheet, earlier: Comment) -> HttpResponse:
    """What was sent is there already: somebody pressed twice, or says the same as somebody else.

    Whoever presses twice is led to what the first press did, and not told off. Another person in
    the same household may send the same words under the same name: what became of the first
    comment is for its writer alone, so only the form that it was sent with leads there, and soon.
    """
    stamp = stamps.read(sheet.form.cleaned_data.get("stamp") or "")
    age = (timezone.now() - earlier.submit_date).total_seconds()
    is_theirs = sheet.request.user.is_authenticated  # and so the first one was by this account
    open_for = stamp.age_seconds if stamp else AT_ONCE_SECONDS
    is_same_form = age <= min(open_for, SENT_AGAIN_SECONDS)
    if earlier.is_published or is_theirs or is_same_form:
        return sheet.lead_to(earlier, is_theirs=is_theirs or is_same_form)
    sentence = _("The same comment was sent before today. We store it once, so this was not sent.")
    sheet.form.add_error(None, sentence)
    return sheet.show(status=UNPROCESSABLE)


def _signals(form: CommentForm) -> list[str]:
    """Why a moderator should look first; nothing of what a moderator has written."""
    if form.is_moderator:
        return []
    # Asked last, because a solution is used up by being looked at.
    if form.asks_for_proof and not proof.accept(form.cleaned_data["proof"]):
        return [*form.signals, "no_proof"]
    return form.signals
