"""The discussion's addresses, under /comments/. None of django-comments' own is included."""

from django.urls import path, re_path

from blog.comments.views import (
    afterwards,
    confirming,
    following,
    likes,
    open_record,
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
    path("log/", open_record.log, name="log"),
    path("transparency/", open_record.transparency, name="transparency"),
    re_path(
        r"^transparency/months\.(?P<ending>json|csv)$",
        open_record.months_data,
        name="months-data",
    ),
    re_path(r"^transparency/(?P<name>\d{4}-\d{2})/$", open_record.month, name="month"),
    re_path(
        r"^transparency/(?P<name>\d{4}-\d{2})\.(?P<ending>json|csv)$",
        open_record.month_data,
        name="month-data",
    ),
    path("confirm/<str:token>/", confirming.confirm, name="confirm"),
    path("status/<str:token>/", status.status, name="status"),
    path("status/<str:token>/send-again/", status.send_again, name="send-again"),
    path("status/<str:token>/follow/", status.follow, name="status-follow"),
    path("status/<str:token>/tell/", status.tell, name="status-tell"),
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
