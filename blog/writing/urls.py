"""Public addresses of the editor's desk: links to drafts."""

from django.urls import path

from blog.writing.views.draft import draft

urlpatterns = [path("<str:token>/", draft, name="draft")]
