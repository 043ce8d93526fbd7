"""Who is missing in a complete list has left only when a clerk says so; many of a village leave at once."""

import pytest
from django.urls import reverse

from learners.assistance.models import Entry
from learners.people.models import Person, RegisterUpload
from tests.learners.people.sheets import id_number, row, write_register

SHIGANG, SHIMEN = "530623103202", "530623103201"
TODAY = "2026-01-05"


@pytest.fixture
def desk(cast, client, settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path / "private"
    client.force_login(cast.dousha)
    return client


@pytest.fixture
def send(desk, tmp_path):
    """Uploads rows; returns the address of the dry run."""

    def send_rows(*rows):
        path = write_register(tmp_path / "sent.xlsx", rows)
        with path.open("rb") as file:
            return desk.post(reverse("register_import"), {"file": file}).url

    return send_rows


@pytest.fixture
def village(cast, send, desk):
    """Lan, and two of another household, in 石缸村."""
    address = send(row(1), row(2, 姓名="张秀", 与户主关系="配偶"))
    confirm(desk, address)
    return cast


def confirm(desk, address):
    fingerprint = desk.get(address).context["form"].initial["fingerprint"]
    return desk.post(address, {"fingerprint": fingerprint, "leave_out": "on"})


def agree(desk, address, *villages, because="moved_away", on=TODAY):
    return desk.post(f"{address}leaving/", {"villages": villages, "because": because, "on": on}, follow=True)


def missing(desk, address):
    return [line[1] for line in desk.get(address, {"list": "missing"}).context["lines"]]


def test_who_is_missing_is_listed_and_stays_unless_somebody_says_otherwise(village, desk, send):
    address = send(row(1))
    assert missing(desk, address) == ["张秀", "王兰"]
    confirm(desk, address)
    assert not Person.objects.exclude(left_on=None).exists()


def test_who_is_missing_has_left_once_the_clerk_agrees(village, desk, send):
    address = send(row(1))
    page = agree(desk, address, SHIGANG)
    assert page.context["counts"].left_persons == 2
    confirm(desk, address)
    gone = Person.objects.exclude(left_on=None)
    assert {(person.name, person.left_on.isoformat()) for person in gone} == {("张秀", TODAY), ("王兰", TODAY)}
    assert RegisterUpload.objects.latest("pk").counts["left_persons"] == 2


def test_the_file_of_who_left_names_the_list_and_the_clerk(village, desk, send):
    address = send(row(1))
    agree(desk, address, SHIGANG)
    confirm(desk, address)
    entry = Entry.objects.filter(person__name="张秀").last()
    assert (entry.evidence["file"], entry.payload["because"]) == ("sent.xlsx", "moved_away")
    assert entry.recorded_by == village.dousha


def test_what_was_agreed_can_be_taken_back(village, desk, send):
    address = send(row(1))
    agree(desk, address, SHIGANG)
    assert agree(desk, address).context["counts"].left_persons == 0


def test_a_village_that_is_not_in_the_file_cannot_be_emptied(village, desk, send):
    address = send(row(1))
    page = agree(desk, address, SHIMEN)
    assert page.context["counts"].left_persons == 0


def test_nobody_leaves_on_a_day_to_come(village, desk, send):
    assert agree(desk, send(row(1)), SHIGANG, on="2999-01-01").context["counts"].left_persons == 0


def test_the_dry_run_that_was_agreed_to_is_what_happens(village, desk, send):
    address = send(row(1))
    fingerprint = desk.get(address).context["form"].initial["fingerprint"]
    agree(desk, address, SHIGANG)
    desk.post(address, {"fingerprint": fingerprint})
    assert not Person.objects.exclude(left_on=None).exists()


@pytest.mark.parametrize(
    "doubtful",
    [
        {"户编号": "5306231032020001", "身份证号码": "无"},  # of the household
        {"户编号": "5306231032020077", "身份证号码": id_number(2), "姓名": "7"},  # of the identity number
        {"户编号": "x", "身份证号码": "1", "姓名": "张秀"},  # of the name
        {"户编号": "x", "身份证号码": "1", "姓名": "7"},  # nobody knows whose
    ],
)
def test_who_may_be_in_a_doubtful_row_is_not_missing(village, desk, send, doubtful):
    address = send(row(1), row(2, **{"姓名": "张秀", "与户主关系": "配偶", **doubtful}))
    assert "张秀" not in missing(desk, address)


def test_many_of_a_village_leave_at_once(village, desk):
    persons = list(Person.objects.filter(household__number="5306231032020001"))
    url = reverse("register_leaving_village", args=[SHIGANG])
    said = {"persons": [person.pk for person in persons], "because": "abroad", "on": TODAY}
    page = desk.post(url, said)
    assert page.context["chosen"] == persons
    assert not Person.objects.exclude(left_on=None).exists()
    desk.post(url, {**said, "sure": "on"})
    assert set(Person.objects.exclude(left_on=None)) == set(persons)
    household = persons[0].household
    household.refresh_from_db()
    assert household.left_on


def test_nobody_of_another_village_can_be_ticked(village, desk):
    url = reverse("register_leaving_village", args=[SHIMEN])
    said = {"persons": [village.lan.pk], "because": "died", "on": TODAY, "sure": "on"}
    assert desk.post(url, said).context["form"].errors["persons"]
    assert not Person.objects.exclude(left_on=None).exists()
