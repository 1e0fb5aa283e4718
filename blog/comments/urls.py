"""The discussion's addresses, under /comments/. None of django-comments' own is included."""

from django.urls import path

from blog.comments.views import (
    afterwards,
    confirming,
    following,
    likes,
    privacy,
    public,
    reports,
    rules,
    status,
    writing,
)

app_name = "comments"
urlpatterns = [
    path("form/<int:page_id>/", writing.write, name="write"),
    path("reply/<int:comment_id>/", writing.reply, name="reply"),
    path("house-rules/", rules.house_rules, name="house-rules"),
    path("confirm/<str:token>/", confirming.confirm, name="confirm"),
    path("status/<str:token>/", status.status, name="status"),
    path("status/<str:token>/send-again/", status.send_again, name="send-again"),
    path("status/<str:token>/follow/", status.follow, name="status-follow"),
    path("status/<str:token>/edit/", afterwards.edit, name="edit"),
    path("status/<str:token>/withdraw/", afterwards.withdraw, name="withdraw"),
    path("status/<str:token>/review/", afterwards.review, name="review"),
    path("feed/", public.feed, name="feed"),
    path("<int:comment_id>/", public.permalink, name="permalink"),
    path("<int:comment_id>/like/", likes.like, name="like"),
    path("<int:comment_id>/report/", reports.report, name="report"),
    path("follow/post/<int:page_id>/", following.follow_page, name="follow-page"),
    path("follow/thread/<int:comment_id>/", following.follow_thread, name="follow-thread"),
    path("follow/confirm/<str:token>/", following.confirm, name="follow-confirm"),
    path("following/<str:token>/", following.follows, name="following"),
    path("unsubscribe/<str:token>/", following.unsubscribe, name="unsubscribe"),
    path("my-data/", privacy.my_data, name="my-data"),
    path("my-data/sent/", privacy.my_data_sent, name="my-data-sent"),
    path("my-data/<str:token>/", privacy.my_data_link, name="my-data-link"),
    path("my-data/<str:token>/download/", privacy.my_data_download, name="my-data-download"),
    path("my-data/<str:token>/erase/", privacy.my_data_erase, name="my-data-erase"),
]
