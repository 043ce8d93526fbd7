"""What staff enter becomes an entry once, in words, with its photos out of everybody else's reach."""

import datetime
import io
import uuid

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from learners.assistance.models import Entry
from learners.assistance.verify import verify
from learners.assistance.words import describe
from learners.people.models import Look
from learners.records.models import Attachment
from tests.learners.records.samples import PDF, photo

SUBSIDY = {"subsidy": "meals", "amount_fen": "150.5", "paid_on": "2026-05-04", "basis": "云人社发〔2025〕1号"}
OUTCOME = {
    "result": "job",
    "what": "县竹笋加工厂，分拣",
    "since": "2026-06-01",
    "income_before_fen": "6000",
    "income_after_fen": "31200",
    "verified_by": "陈志明",
    "verified_on": "2026-07-01",
}
VISIT = {"visited_on": "2026-05-04", "visitor": "陈志明", "agreed": "秋天种二亩方竹。"}
PAPER = {"paper": "attendance", "title": "2019年养鸡培训签到表", "dated_on": "2019-03-02"}


@pytest.fixture
def desk(cast, client):
    client.force_login(cast.dousha)
    return client


def enter(client, person, part, **fields):
    body = {"once": str(uuid.uuid4()), **fields}
    return client.post(reverse("part_new", args=[person.pk, part]), body)


def errors(response):
    assert response.status_code == 200
    return response.context["form"].errors


def sent(content: bytes, name: str = "photo.jpg"):
    return SimpleUploadedFile(name, content)


# --- subsidies -----------------------------------------------------------------------------------


def test_a_subsidy_is_kept_in_fen_on_its_day(desk, cast):
    enter(desk, cast.lan, "subsidy", **SUBSIDY)
    entry = Entry.objects.get()
    assert entry.payload == {
        "subsidy": "meals",
        "amount_fen": 15050,
        "paid_on": "2026-05-04",
        "basis": "云人社发〔2025〕1号",
    }
    assert timezone.localtime(entry.happened_at).date() == datetime.date(2026, 5, 4)
    assert entry.recorded_by == cast.dousha
    assert verify(cast.lan.pk).broken is None


def test_a_form_sent_twice_is_one_entry(desk, cast):
    once = str(uuid.uuid4())
    for _ in range(2):
        assert enter(desk, cast.lan, "subsidy", **SUBSIDY, once=once).status_code == 302
    assert Entry.objects.count() == 1


def test_the_same_subsidy_again_is_asked_about_and_not_kept(desk, cast):
    enter(desk, cast.lan, "subsidy", **SUBSIDY)
    response = enter(desk, cast.lan, "subsidy", **SUBSIDY)
    assert errors(response)["__all__"]
    assert Entry.objects.count() == 1
    enter(desk, cast.lan, "subsidy", **SUBSIDY, again="on")
    assert Entry.objects.count() == 2


def test_a_withdrawn_subsidy_may_be_entered_again(desk, cast):
    enter(desk, cast.lan, "subsidy", **SUBSIDY)
    desk.post(reverse("entry_correct", args=[cast.lan.pk, 1]), {"reason": "写错了人"})
    assert enter(desk, cast.lan, "subsidy", **SUBSIDY).status_code == 302


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount_fen", "0"),
        ("amount_fen", "-5"),
        ("amount_fen", "1.005"),
        ("amount_fen", "99999999"),
        ("amount_fen", "NaN"),
        ("paid_on", "2999-01-01"),
        ("paid_on", "1950-01-01"),
        ("subsidy", "gift"),
        ("basis", ""),
        ("basis", "a\0b"),
        ("once", "x"),
    ],
)
def test_a_bad_subsidy_is_refused_at_its_field(desk, cast, field, value):
    assert list(errors(enter(desk, cast.lan, "subsidy", **{**SUBSIDY, field: value}))) == [field]
    assert not Entry.objects.exists()


def test_the_summary_adds_what_counts(desk, cast):
    enter(desk, cast.lan, "subsidy", **SUBSIDY)
    enter(desk, cast.lan, "subsidy", **{**SUBSIDY, "amount_fen": "100000"})
    enter(desk, cast.lan, "subsidy", **{**SUBSIDY, "amount_fen": "7"})
    desk.post(reverse("entry_correct", args=[cast.lan.pk, 3]), {"reason": "写错了人"})
    page = desk.get(reverse("person_file", args=[cast.lan.pk]))
    assert page.context["file"].summary.subsidies_yuan == "100,150.50"


# --- outcomes ------------------------------------------------------------------------------------


def test_an_outcome_reads_as_a_sentence(desk, cast):
    enter(desk, cast.lan, "outcome", **OUTCOME)
    words = describe(Entry.objects.get(), {})
    assert "县竹笋加工厂，分拣" in words.title
    assert any("6,000 → 31,200" in line for line in words.lines)


def test_nothing_came_of_it_for_a_reason_from_the_list(desk, cast):
    nothing = {"result": "nothing", "verified_by": "陈志明", "verified_on": "2026-07-01"}
    assert list(errors(enter(desk, cast.lan, "outcome", **nothing))) == ["why_not"]
    assert enter(desk, cast.lan, "outcome", **nothing, why_not="care").status_code == 302


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"what": ""}, "what"),
        ({"why_not": "care"}, "why_not"),
        ({"result": "nothing", "why_not": "care"}, "result"),
        ({"result": "nothing", "why_not": "other", "what": "", "since": ""}, "note"),
        ({"result": "scale"}, "scale_after"),
        ({"verified_on": "2026-05-01"}, "verified_on"),
        ({"verified_by": ""}, "verified_by"),
    ],
)
def test_an_outcome_that_contradicts_itself_is_refused(desk, cast, changes, field):
    assert list(errors(enter(desk, cast.lan, "outcome", **{**OUTCOME, **changes}))) == [field]


# --- visits, photos, papers ----------------------------------------------------------------------


def test_a_visit_names_its_photos_by_their_hash(desk, cast):
    enter(desk, cast.lan, "visit", **VISIT, photos=[sent(photo()), sent(photo(colour="red"))])
    entry, kept = Entry.objects.get(), Attachment.objects.order_by("pk")
    assert [file["sha256"] for file in entry.evidence["files"]] == [one.sha256 for one in kept]
    shown = desk.get(reverse("attachment", args=[cast.lan.pk, kept[0].sha256]))
    assert Image.open(io.BytesIO(shown.content)).format == "JPEG"
    assert "sandbox" in shown["Content-Security-Policy"]


def test_looking_at_a_photo_is_logged(desk, cast):
    enter(desk, cast.lan, "visit", **VISIT, photos=[sent(photo())])
    desk.get(reverse("attachment", args=[cast.lan.pk, Attachment.objects.get().sha256]))
    assert Look.objects.latest("pk").page == "attachment"


def test_nobody_reads_a_photo_in_the_store(desk, cast, client):
    enter(desk, cast.lan, "visit", **VISIT, photos=[sent(photo())])
    name = Attachment.objects.get().stored_as
    assert b"JFIF" not in default_storage.open(name).read()
    assert client.get(reverse("media_file", args=[name])).status_code == 404


def test_the_same_photo_is_stored_once(desk, cast):
    for day in ("2026-05-04", "2026-05-05"):
        enter(desk, cast.lan, "visit", **{**VISIT, "visited_on": day}, photos=[sent(photo())])
    assert Attachment.objects.count() == 1
    assert len(default_storage.listdir("sealed")[1]) == 1


def test_too_many_photos_are_refused(desk, cast):
    response = enter(desk, cast.lan, "visit", **VISIT, photos=[sent(photo((9, 9))) for _ in range(7)])
    assert list(errors(response)) == ["photos"]


def test_a_photo_that_is_none_is_named(desk, cast):
    response = enter(desk, cast.lan, "visit", **VISIT, photos=[sent(photo()), sent(b"MZ", "virus.jpg")])
    assert "virus.jpg" in str(errors(response)["photos"])
    assert not Attachment.objects.exists()


def test_a_paper_comes_with_its_scan(desk, cast):
    assert list(errors(enter(desk, cast.lan, "paper", **PAPER))) == ["scans"]
    enter(desk, cast.lan, "paper", **PAPER, scans=[sent(PDF, "a.pdf")])
    shown = desk.get(reverse("attachment", args=[cast.lan.pk, Attachment.objects.get().sha256]))
    assert (shown.content, shown["Content-Disposition"][:10]) == (PDF, "attachment")


def test_the_villager_sees_the_own_photos_and_no_others(cast, client):
    client.force_login(cast.county)
    for person, colour in ((cast.lan, "red"), (cast.gui, "blue")):
        enter(client, person, "visit", **VISIT, photos=[sent(photo(colour=colour))])
    client.force_login(cast.lan.user)
    own = Attachment.objects.filter(person=cast.lan).get()
    other = Attachment.objects.filter(person=cast.gui).get()
    assert client.get(reverse("my_attachment", args=[own.sha256])).status_code == 200
    assert client.get(reverse("my_attachment", args=[other.sha256])).status_code == 404


def test_a_visit_says_what_the_household_lives_from(desk, cast):
    enter(desk, cast.lan, "visit", **VISIT, trade="养乌鸡")
    assert Entry.objects.get().payload["trade"] == "养乌鸡"
    assert "养乌鸡" in desk.get(reverse("person_file", args=[cast.lan.pk])).content.decode()


# --- corrections ---------------------------------------------------------------------------------


def test_an_entry_is_withdrawn_with_a_reason_and_stays(desk, cast):
    enter(desk, cast.lan, "visit", **VISIT)
    response = desk.post(reverse("entry_correct", args=[cast.lan.pk, 1]), {"reason": "写错了人"}, follow=True)
    row = response.context["file"].rows[0]
    assert (row.seq, row.corrected_by) == (1, 2)


def test_a_correction_says_why(desk, cast):
    enter(desk, cast.lan, "visit", **VISIT)
    assert list(errors(desk.post(reverse("entry_correct", args=[cast.lan.pk, 1]), {"reason": " "}))) == ["reason"]


def test_a_helper_withdraws_only_what_they_entered(cast, client):
    client.force_login(cast.dousha)
    enter(client, cast.lan, "visit", **VISIT)
    client.force_login(cast.helper)
    enter(client, cast.lan, "visit", **{**VISIT, "visited_on": "2026-05-05"})
    answers = [client.get(reverse("entry_correct", args=[cast.lan.pk, seq])).status_code for seq in (1, 2)]
    assert answers == [404, 200]


def test_what_was_withdrawn_and_what_withdrew_it_cannot_be_withdrawn(desk, cast):
    enter(desk, cast.lan, "visit", **VISIT)
    desk.post(reverse("entry_correct", args=[cast.lan.pk, 1]), {"reason": "写错了人"})
    answers = [desk.get(reverse("entry_correct", args=[cast.lan.pk, seq])).status_code for seq in (1, 2)]
    assert answers == [404, 404]


def test_an_auditor_enters_nothing(cast, client):
    client.force_login(cast.auditor)
    assert enter(client, cast.lan, "visit", **VISIT).status_code == 404
    assert not Entry.objects.exists()
