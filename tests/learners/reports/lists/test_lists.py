"""Lists to take away: short ones at once, long ones behind the page."""

import csv
import datetime
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from learners.reports.coverage import coverage_for
from learners.reports.lists import services
from learners.reports.lists.models import ListOrder
from learners.reports.lists.services import forget_old_lists, order_list, write_due
from tests.factories import HouseholdFactory, PersonFactory
from tests.learners.reports.test_coverage import SPRING
from tests.learners.reports.test_views import DOUSHA, SHIGANG, desk, text_of  # noqa: F401

ASKED = {"what": "households", "figure": "households", "form": "csv"}


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path


@pytest.fixture
def long(monkeypatch):
    """Every list is too long to wait for."""
    monkeypatch.setattr("learners.reports.lists.views.AT_ONCE", 0)
    monkeypatch.setattr(services, "_ring", lambda: None)


def post(client, code=DOUSHA, **asked):
    return client.post(reverse("list_order", args=[code]) + "?year=2025&quarter=2", ASKED | asked)


def lines_of(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


def ordered(user, region, **asked):
    query = coverage_for(user, region, SPRING)
    return order_list(user=user, query=query, region=region, **(ASKED | asked))


def test_a_short_list_is_sent_at_once_and_holds_the_households_of_the_figure(desk, cast):  # noqa: F811
    PersonFactory(household=HouseholdFactory(village_id=SHIGANG, cause="illness"))
    assert len(lines_of(post(desk, figure="skill_lacking"))) == 1 + 1
    assert len(lines_of(post(desk))) == 1 + 2


def test_excel_holds_the_same_lines_as_csv(desk, cast):  # noqa: F811
    book = load_workbook(io.BytesIO(b"".join(post(desk, form="xlsx", what="persons").streaming_content)))
    assert [[cell or "" for cell in row] for row in book.worksheets[0].values] == lines_of(post(desk, what="persons"))


def test_a_list_of_many_parts_is_whole(cast, monkeypatch):
    monkeypatch.setattr("learners.reports.lists.rows.AT_ONCE", 2)
    for _ in range(4):
        HouseholdFactory(village_id=SHIGANG)
    order = ordered(cast.dousha, cast.lan_home.village.parent)
    write_due()
    assert len(order.path.read_text("utf-8-sig").splitlines()) == 1 + 5


def test_a_long_list_says_how_far_it_is_and_is_fetched_when_it_is_ready(desk, long):  # noqa: F811
    progress = post(desk).url
    assert "0%" in text_of(desk.get(progress))
    write_due()
    assert "ready" in text_of(desk.get(progress))
    lines = lines_of(desk.get(reverse("list_file", args=[ListOrder.objects.get().token])))
    assert len(lines) == 1 + 1


def test_asking_again_while_it_is_written_waits_for_the_same(desk, long):  # noqa: F811
    assert post(desk).url == post(desk).url


def test_what_a_dead_worker_left_is_written_by_the_next(cast):
    order = ordered(cast.dousha, cast.lan_home.village.parent)
    past = timezone.now() - datetime.timedelta(minutes=1)
    ListOrder.objects.update(state="writing", attempts=1, held_until=past)
    assert write_due() == 1
    assert order.path.exists()


def test_what_fails_again_and_again_is_given_up(cast):
    ordered(cast.dousha, cast.lan_home.village.parent)
    past = timezone.now() - datetime.timedelta(minutes=1)
    ListOrder.objects.update(state="writing", attempts=services.ATTEMPTS, held_until=past)
    write_due()
    assert ListOrder.objects.get().state == "failed"


def test_who_lost_the_area_meanwhile_gets_nothing(desk, cast, long):  # noqa: F811
    progress = post(desk).url
    write_due()
    cast.dousha.officer.region_id = "530623101000"
    cast.dousha.officer.save()
    assert desk.get(progress).status_code == 404


def test_a_colleague_does_not_fetch_what_another_ordered(desk, cast, long, client):  # noqa: F811
    progress = post(desk).url
    client.force_login(cast.county)
    assert client.get(progress).status_code == 404


def test_a_helper_takes_away_the_helped_households_only(cast, client):
    HouseholdFactory(village_id=SHIGANG)
    client.force_login(cast.helper)
    assert len(lines_of(post(client, SHIGANG))) == 1 + 1
    assert len(lines_of(client.post(reverse("own_list"), ASKED))) == 1 + 1


def test_lists_go_after_a_day(cast):
    order = ordered(cast.dousha, cast.lan_home.village.parent)
    write_due()
    ListOrder.objects.update(asked_at=timezone.now() - datetime.timedelta(days=2))
    assert forget_old_lists() == 1
    assert not order.path.exists()


def test_a_list_that_nobody_knows_does_not_exist(desk):  # noqa: F811
    assert post(desk, figure="secrets").status_code == 404
