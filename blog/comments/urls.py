"""The discussion's addresses, under /comments/. None of django-comments' own is included."""

from django.urls import path

from blog.comments import views

app_name = "comments"
urlpatterns = [
    path("form/<int:page_id>/", views.write, name="write"),
    path("reply/<int:comment_id>/", views.reply, name="reply"),
    path("status/<str:token>/", views.status, name="status"),
    path("<int:comment_id>/", views.permalink, name="permalink"),
]
