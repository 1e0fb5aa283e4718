"""The discussion's addresses, under /comments/. None of django-comments' own is included."""

from django.urls import path

from blog.comments.views import public, status, writing

app_name = "comments"
urlpatterns = [
    path("form/<int:page_id>/", writing.write, name="write"),
    path("reply/<int:comment_id>/", writing.reply, name="reply"),
    path("status/<str:token>/", status.status, name="status"),
    path("<int:comment_id>/", public.permalink, name="permalink"),
]
