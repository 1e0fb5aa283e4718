"""Working time: by the wall clock of the site's zone, over holidays, weekends and summer time."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from blog.comments import clock
from blog.comments.models import Comment, Question, WorkingHours
from blog.models import BlogPostPage
from tests.factories.comments import held_comment, published_comment

LONDON = ZoneInfo("Europe/London")
ZONES = ["UTC", "Europe/London", "America/Sao_Paulo", "Pacific/Apia", "Australia/Lord_Howe"]


def at(text: str) -> datetime:
    """A moment by the wall clock of London."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def hours(value: float) -> timedelta:
    """A span, to be compared with."""
    return timedelta(hours=value)


@pytest.fixture(autouse=True)
def in_london() -> object:
    """The site is in London, where the clock is put forward on 29 March 2026."""
    with timezone.override("Europe/London"):
        yield


@pytest.mark.parametrize(
    ("start", "target", "end"),
    [
        ("2026-11-23T09:00", 8, "2026-11-23T17:00"),  # a Monday, to the last minute
        ("2026-11-23T12:00", 8, "2026-11-24T12:00"),
        ("2026-11-23T03:00", 1, "2026-11-23T10:00"),  # before the office opens
        ("2026-11-23T22:00", 1, "2026-11-24T10:00"),  # after it closed
        ("2026-11-27T16:00", 2, "2026-11-30T10:00"),  # over a weekend
        ("2026-11-28T12:00", 1, "2026-11-30T10:00"),  # on a Saturday
        ("2026-12-24T16:00", 2, "2026-12-29T10:00"),  # over Christmas, and the days in its stead
        ("2026-03-27T16:00", 2, "2026-03-30T10:00"),  # the clock is put forward on the Sunday
        ("2026-10-23T16:00", 2, "2026-10-26T10:00"),  # and back
    ],
)
def test_the_clock_runs_in_working_hours_alone(start: str, target: int, end: str) -> None:
    when = WorkingHours(holidays="2026-12-25 Christmas Day\n\n2026-12-28 In lieu\nnonsense")

    assert clock.due(at(start), target, when) == at(end)
    assert clock.working_time(at(start), at(end), when) == hours(target)


@pytest.mark.parametrize(("day", "length"), [("2026-03-29", 23), ("2026-10-25", 25)])
def test_a_day_on_which_the_clock_is_changed_is_as_long_as_it_is(day: str, length: int) -> None:
    when = WorkingHours(opens_at=time(0), closes_at=time(0), saturday=True, sunday=True)
    start = at(f"{day}T00:00")

    assert clock.working_time(start, start + timedelta(days=1), when) == hours(length)
    assert clock.due(start, length, when) == start + timedelta(days=1)


def test_the_same_moment_in_another_zone_is_the_same_moment() -> None:
    when = WorkingHours()
    start = at("2026-07-01T09:00")

    for zone in (UTC, ZoneInfo("Asia/Tokyo")):
        assert clock.due(start.astimezone(zone), 3, when) == at("2026-07-01T12:00")


def test_nothing_passes_backwards_or_outside_of_the_hours() -> None:
    when = WorkingHours()

    assert clock.working_time(at("2026-11-24T12:00"), at("2026-11-23T12:00"), when) == hours(0)
    assert clock.working_time(at("2026-11-28T00:00"), at("2026-11-30T09:00"), when) == hours(0)


def test_hours_that_are_too_sparse_for_a_target_end_after_three_years() -> None:
    sparse = dict.fromkeys(("tuesday", "wednesday", "thursday", "friday"), False)
    when = WorkingHours(opens_at=time(9), closes_at=time(9, 1), **sparse)

    assert clock.due(at("2026-11-23T09:00"), 1000, when) == at("2026-11-23T09:00") + clock.LONGEST


def test_years_are_counted_whole() -> None:
    start, end = at("2020-01-01T00:00"), at("2026-01-01T00:00")
    days = sum(
        date.fromordinal(day).weekday() < 5
        for day in range(start.date().toordinal(), end.date().toordinal())
    )

    assert clock.working_time(start, end, WorkingHours()) == hours(8 * days)


WEEK = st.lists(st.booleans(), min_size=7, max_size=7).filter(any)


@settings(max_examples=60, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    start=st.integers(1_300_000_000, 2_050_000_000).map(lambda n: datetime.fromtimestamp(n, UTC)),
    target=st.integers(1, 60),
    opening=st.tuples(st.integers(0, 23), st.integers(1, 24)).filter(
        lambda pair: pair[0] < pair[1]
    ),
    week=WEEK,
    holidays=st.lists(st.integers(0, 60), max_size=12),
)
def test_a_target_is_due_when_so_much_working_time_has_passed_and_not_before(
    zone: str,
    start: datetime,
    target: int,
    opening: tuple[int, int],
    week: list[bool],
    holidays: list[int],
) -> None:
    opens, closes = opening
    names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    when = WorkingHours(
        opens_at=time(opens),
        closes_at=time(closes % 24),
        holidays="\n".join(str(start.date() + timedelta(days=n)) for n in holidays),
        **dict(zip(names, week, strict=True)),
    )

    with timezone.override(zone):
        end = clock.due(start, target, when)

        assert clock.working_time(start, end, when) == hours(target)
        just_before = end - timedelta(seconds=1)
        assert clock.working_time(start, just_before, when) < hours(target)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"closes_at": time(9)}, "This is not after the first hour."),
        ({"closes_at": time(8)}, "This is not after the first hour."),
        ({"holidays": "2026-12-25\n25 December"}, "“25 December” does not begin with a date"),
        ({"holidays": "2026-02-30"}, "“2026-02-30” does not begin with a date"),
        (dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), False), "tick"),
    ],
)
def test_hours_that_make_no_sense_are_refused_in_a_sentence(
    fields: dict[str, object], sentence: str
) -> None:
    with pytest.raises(ValidationError, match=sentence):
        WorkingHours(**fields).clean()


def test_an_office_may_be_open_until_midnight() -> None:
    when = WorkingHours(closes_at=time(0))
    when.clean()

    assert clock.due(at("2026-11-23T23:00"), 1, when) == at("2026-11-24T00:00")


@pytest.mark.django_db
def test_new_hours_set_the_time_of_all_that_waits(
    post: BlogPostPage, django_capture_on_commit_callbacks: object
) -> None:
    waiting, decided = held_comment(post), published_comment(post)
    asked = published_comment(post, question=Question.AWAITING, answer_due_at=timezone.now())
    hours_now = WorkingHours(moderation_hours=3, answer_hours=5, saturday=True, sunday=True)

    with django_capture_on_commit_callbacks(execute=True):
        hours_now.save()

    found = {comment.pk: comment for comment in Comment.objects.all()}
    assert waiting.waiting_since
    assert found[waiting.pk].due_at == clock.due(waiting.waiting_since, 3, hours_now)
    assert found[asked.pk].answer_due_at == clock.due(asked.published_at, 5, hours_now)
    assert found[decided.pk].due_at is None


@pytest.mark.django_db
def test_new_hours_take_the_same_queries_however_much_waits(
    post: BlogPostPage,
    django_capture_on_commit_callbacks: object,
    django_assert_num_queries: object,
) -> None:
    for _n in range(3):
        held_comment(post)

    with django_assert_num_queries(3):  # what waits, one change of it, the questions
        clock.set_anew(WorkingHours())
