"""A form about one comment: a page of its own, or a panel in the comment's row for `?in=row`."""

from abc import abstractmethod
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View

from blog.comments import actions, answers, consulting, redaction
from blog.comments.desk import acting, forms, rows
from blog.comments.desk.listing import is_id
from blog.comments.models import Comment, ReplyImpossible

# Why nothing was done: exceptions whose text is a sentence for the moderator.
REFUSALS = (
    *actions.NOT_TAKEN,
    actions.RuleMissing,
    answers.NotAnswered,
    consulting.NotAsked,
    redaction.NotRedacted,
    ReplyImpossible,
)


class Panel(View):
    """One thing that is done about a comment."""

    permission = "comments.change_comment"
    form_class: ClassVar[type[forms.PanelForm]]
    title: ClassVar[Promise | str]
    warning: ClassVar[Promise | str] = ""  # what to know before the button is pressed
    button: ClassVar[Promise | str]
    name: str = ""  # in the address

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """For whoever may: others get the admin's refusal."""
        if not request.user.has_perms({"comments.change_comment", self.permission}):
            raise PermissionDenied
        self.comment = comment_or_404(kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form. Nothing is changed."""
        form = self._form(initial={"number": request.GET.get("rule", "")})
        if request.GET.get("in") == "row":
            return HttpResponse(self._html(form))
        return self._page(form)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it, or say why not: what was typed stays."""
        form = self._form(request.POST)
        if form.is_valid():
            try:
                outcome = self.act(form)
            except REFUSALS as why:
                form.add_error(None, str(why))
            except ValidationError as why:
                form.add_error(None, why)
            else:
                return acting.answer(request, outcome, back=self._back())
        if acting.wants_json(request):
            told = [str(sentence) for each in form.errors.values() for sentence in each]
            answer = {"panel": self._html(form), "said": " ".join(told), "isError": True}
            return JsonResponse(answer | {"token": get_token(request)}, status=422)
        return self._page(form, status=422)

    @abstractmethod
    def act(self, form: Any) -> acting.Outcome:
        """Do what a valid form says. Raises one of `REFUSALS`, or ValidationError."""

    def _form(self, data: Any = None, **kwargs: Any) -> forms.PanelForm:
        return self.form_class(data, comment=self.comment, by=self.request.user, **kwargs)

    def _context(self, form: forms.PanelForm) -> dict[str, Any]:
        return {
            "panel": self,
            "form": form,
            "comment": self.comment,
            "seen": self.request.POST.get("seen") or self.comment.seen_as,
            "back": self._back(),
            "action": self.request.path,
        }

    def _html(self, form: forms.PanelForm) -> str:
        return render_to_string("comments/admin/panel.html", self._context(form), self.request)

    def _page(self, form: forms.PanelForm, status: int = 200) -> HttpResponse:
        template = "comments/admin/panel_page.html"
        return render(self.request, template, self._context(form), status=status)

    def _back(self) -> str:
        """The list from which somebody came."""
        asked = self.request.POST.get("back") or self.request.GET.get("back", "")
        if asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
            return asked
        return reverse("comments_comment_modeladmin_index")

    def _again(self, sentence: str) -> acting.Outcome:
        """It was done, and the comment is still there to be decided on."""
        return acting.Outcome(said=[sentence], again=[self.comment.pk])


def comment_or_404(pk: str) -> Comment:
    """A comment by its number as it stands in an address."""
    found = Comment.objects.select_related(*rows.JOINED).filter(pk=pk) if is_id(pk) else None
    comment = found.first() if found is not None else None
    if comment is None:
        raise Http404
    return comment
