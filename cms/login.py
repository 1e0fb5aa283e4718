"""Signing in, which has an end for whoever tries passwords, and for whoever asks for new ones.

Failures are counted by name and household, by household, and by name (settings.RATES, "login…"):
before the password is looked at, so that many attempts at once are no way around it. Of a success
nothing stays counted. The answer is the same, and as quick, whether the name exists or not: Django
computes a hash for an unknown name too, and where somebody is locked out nothing is computed.
"""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm, PasswordResetForm
from django.contrib.auth.views import LoginView as PageLoginView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin.forms.auth import LoginForm
from wagtail.admin.views.account import LoginView
from wagtail.admin.views.account import PasswordResetView as WagtailPasswordReset

from blog.comments import rates
from blog.comments.models import address_block, mailbox_hash


class ThrottledForm(AuthenticationForm):
    """A login form that refuses, with a sentence, whoever has failed too often.

    `seconds` is how long it refuses; 0 where it does not.
    """

    seconds = 0

    def clean(self) -> dict[str, Any]:
        """The account that signs in. Raises ValidationError."""
        if not {"username", "password"} <= self.cleaned_data.keys():
            return super().clean()
        keys = self._keys()
        self.seconds = max(rates.wait(name, key) for name, key in keys.items()) or max(
            rates.hit(name, key) for name, key in keys.items()
        )
        if self.seconds:
            raise ValidationError(
                _(
                    "There were too many attempts to sign in. You can try again in %(span)s."
                    " Until then nobody is let in, not even with the right password."
                )
                % {"span": rates.span(self.seconds)},
                code="too_many",
            )
        cleaned = super().clean()
        for name, key in keys.items():
            rates.give_back(name, key)
        return cleaned

    def _keys(self) -> dict[str, str]:
        """What is counted: one key for each of the names in settings.RATES."""
        request = self.request
        household = address_block(request.META.get("REMOTE_ADDR") if request else None)
        name = self.cleaned_data["username"]
        return {"login": f"{household} {name}", "login.household": household, "login.name": name}


class AdminLoginForm(ThrottledForm, LoginForm):
    """The admin's."""


class _Refusing:
    """A login view that says 429 where its form refuses to look."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """The form once more."""
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        if form.seconds:
            response.status_code = 429
            response.headers["Retry-After"] = str(form.seconds)
        return response


class AdminLogin(_Refusing, LoginView):
    """Wagtail's own, for those who edit and moderate."""

    def get_form_class(self) -> type[AdminLoginForm]:
        """Ours."""
        return AdminLoginForm


class SiteLogin(_Refusing, PageLoginView):
    """Wagtail's for readers, in front of pages that ask for a login."""

    template_name = "wagtailcore/login.html"
    authentication_form = ThrottledForm


class PasswordReset(WagtailPasswordReset):
    """Wagtail's page that mails a link for a new password, as often as settings.RATES says.

    A household that asks too often is told so. An address that was written to often enough gets
    nothing more for a while, and the answer is the same: nobody learns whether it has an account.
    """

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the mail, if there is an account."""
        household = address_block(request.META.get("REMOTE_ADDR"))
        if seconds := rates.hit("password-reset", household):
            return rates.too_many(request, seconds)
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def form_valid(self, form: PasswordResetForm) -> HttpResponse:
        """The page that says that a mail is on its way, whether it is or not."""
        email = mailbox_hash(form.cleaned_data["email"])
        if rates.hit("password-reset.email", email):
            return redirect(self.get_success_url())
        response: HttpResponse = super().form_valid(form)
        return response
