"""Is the discussion whole? Every comment in three tables, in its place, and counted."""

from django_comments.models import Comment as BaseComment
from django_comments_xtd.models import XtdComment

from blog.comments.models import STEP, Comment, Status, path_step


def faults_of_threads() -> list[str]:
    """A line for each thing that is wrong with any comment in the database."""
    comments = list(Comment.objects.order_by("pk"))
    by_id = {comment.pk: comment for comment in comments}
    faults = [
        f"comment {lost} is not in all three tables"
        for rows in (BaseComment.objects, XtdComment.norel_objects)
        for lost in set(rows.values_list("pk", flat=True)) ^ set(by_id)
    ]
    if len({comment.path for comment in comments}) != len(comments):
        faults.append("two comments have one path")
    for comment in comments:
        faults += [f"comment {comment.pk}: {why}" for why in _faults_of(comment, by_id)]
    return faults


def _faults_of(comment: Comment, by_id: dict[int, Comment]) -> list[str]:
    parent = by_id.get(comment.parent_id) if comment.depth else None
    if comment.depth and parent is None:
        return ["its parent is not there"]
    expected = {
        "path": (parent.path if parent else "") + path_step(comment.pk),
        "depth": parent.depth + 1 if parent else 0,
        "level": len(comment.path) // STEP - 1,
        "root_id": parent.root_id if parent else comment.pk,
        "thread_id": comment.root_id,
        "order": comment.pk,
        "page_id": parent.page_id if parent else comment.page_id,
        "object_pk": str(comment.page_id),
        "is_public": comment.status == Status.PUBLISHED,
    }
    if not comment.depth:
        expected["reply_count"] = sum(
            reply.root_id == comment.pk and reply.depth > 0 and reply.is_published
            for reply in by_id.values()
        )
    return [
        f"{name} is {getattr(comment, name)!r}, not {value!r}"
        for name, value in expected.items()
        if getattr(comment, name) != value
    ]
