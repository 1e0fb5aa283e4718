"""What a list that is open asks every few seconds: who has which comment before them."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from blog.comments import presence as presences
from blog.comments.desk.listing import is_id

MOST_ASKED = 200  # comments of a list


@require_POST
def presence(request: HttpRequest) -> JsonResponse:
    """Note which comment (`on`) the moderator has before them, and tell who else is on which.

    `ids` are the comments of the list. The answer's `others` has names by the comment's id.
    """
    if not request.user.has_perm("comments.change_comment"):
        raise PermissionDenied
    on = request.POST.get("on", "")
    presences.look(comment_id=int(on) if is_id(on) else None, by=request.user)
    ids = [int(value) for value in request.POST.getlist("ids")[:MOST_ASKED] if is_id(value)]
    others = presences.others(comment_ids=ids, than=request.user)
    return JsonResponse({"others": others, "every": presences.EVERY_SECONDS})
