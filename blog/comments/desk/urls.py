"""The desk's own addresses in the admin, beside the list's."""

from django.urls import path

from blog.comments.desk import panels, watching

app_name = "comments_desk"
urlpatterns = [
    path("presence/", watching.presence, name="presence"),
    path("<str:pk>/<slug:name>/", panels.panel, name="panel"),
]
