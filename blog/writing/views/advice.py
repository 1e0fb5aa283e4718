"""Advice on what is in the editor at this moment, asked for by a script while somebody writes."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.admin.views.pages.preview import PreviewOnCreateView, PreviewOnEditView

from blog.writing.advising import context_of
from blog.writing.pages import Written


class AdviceOnEdit(PreviewOnEditView):
    """Takes the editor's form as its preview does, with the same rights, and keeps nothing."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The advice as HTML. What is not valid is left out."""
        if not isinstance(self.object, Written):
            raise Http404
        form = self.get_form(request.POST)
        self.validate_form(form)
        return render(request, "blog/admin/advice_list.html", context_of(form.instance))


class AdviceOnCreate(PreviewOnCreateView, AdviceOnEdit):
    """The same for a post that has not been saved yet."""

    http_method_names = ["post"]

    def get_form(self, query_dict: Any) -> Any:
        """Wagtail's would ask whether the address is free."""
        return super(PreviewOnCreateView, self).get_form(query_dict)
