"""From the printed sheet to sign-ins in the file."""

import io
import random
import shutil
import subprocess

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from PIL import Image, ImageDraw

from learners.assistance.words import describe
from learners.classes.models import SheetPage, SheetPhoto, SignIn, TrainingClass
from learners.classes.sheets.finding import find_page
from learners.classes.sheets.layout import ROWS, box_at
from learners.classes.sheets.photos import open_photo
from learners.classes.sheets.proving import compare, is_as_kept, sha256
from learners.classes.sheets.queries import Outcome, read_sheet
from learners.classes.sheets.reading import Verdict, read_boxes
from learners.classes.sheets.services import OtherSheet, confirm, doubtful, pages_for, store_photo
from tests.factories import EnrolmentFactory, PersonFactory, TrainingClassFactory
from tests.learners.classes.sheets.painter import Hand, blank_page, cross, speck, tick


@pytest.fixture
def past(cast):
    """A class of two days that are over, with lan and one more on its roster."""
    days = ["2026-03-02", "2026-03-03"]
    past = TrainingClassFactory(region=cast.lan_home.village, trainer=cast.trainer, days=days)
    EnrolmentFactory(training_class=past, person=cast.lan)
    EnrolmentFactory(training_class=past, person=PersonFactory(household=cast.lan_home, name="王强"))
    return past


def filled(page, **marks):
    """The page as a scan, with marks at `r0c1` and so on."""
    sheet = blank_page(page.token, len(page.person_ids), len(page.slots))
    hand = Hand(random.Random(1), 30, 0.5)
    for place, mark in marks.items():
        row, column = place[1:].split("c")
        mark(hand, ImageDraw.Draw(sheet), box_at(int(row), int(column)))
    file = io.BytesIO()
    sheet.save(file, "PNG")
    return file.getvalue()


def signed(past):
    return {(one.enrolment.person.name, one.slot.key) for one in SignIn.objects.filter(enrolment__training_class=past)}


def test_a_page_printed_again_is_the_same_page(cast, past):
    first, second = pages_for(past, by=cast.trainer), pages_for(past, by=cast.dousha)
    assert first == second
    EnrolmentFactory(training_class=past)
    assert pages_for(past, by=cast.trainer) != first


@pytest.mark.any_database
def test_many_people_and_days_take_several_pages(cast, past):
    past.days = [f"2026-03-{day:02}" for day in range(1, 9)]
    past.save()
    for _ in range(ROWS):
        EnrolmentFactory(training_class=past)
    pages = pages_for(past, by=cast.trainer)
    assert [(len(page.person_ids), len(page.slots)) for page in pages] == [(24, 12), (2, 12), (24, 4), (2, 4)]


def test_ticks_become_sign_ins_in_the_file(cast, past):
    (page,) = pages_for(past, by=cast.trainer)
    store_photo(training_class=past, data=filled(page, r0c0=tick, r0c3=cross, r1c1=tick), by=cast.trainer)
    assert signed(past) == {("王兰", "2026-03-02:am"), ("王兰", "2026-03-03:pm"), ("王强", "2026-03-02:pm")}
    entry = cast.lan.entries.filter(kind="class_signed_in").first()
    assert (entry.evidence["way"], entry.evidence["sheet"], entry.recorded_by) == ("paper", page.code, cast.trainer)
    assert any(page.code in line for line in describe(entry, {}).lines)


def test_a_ticked_half_day_is_recorded_within_it(cast, past):
    (page,) = pages_for(past, by=cast.trainer)
    store_photo(training_class=past, data=filled(page, r0c0=tick, r0c3=cross), by=cast.trainer)
    entries = cast.lan.entries.filter(kind="class_signed_in")
    hours = {entry.payload["part"]: timezone.localtime(entry.happened_at).hour for entry in entries}
    assert hours == {"am": 10, "pm": 15}


def test_a_ticked_day_is_recorded_at_noon(cast, past):
    past.halves = False
    past.save()
    (page,) = pages_for(past, by=cast.trainer)
    store_photo(training_class=past, data=filled(page, r0c0=tick), by=cast.trainer)
    (entry,) = cast.lan.entries.filter(kind="class_signed_in")
    assert (entry.payload["part"], timezone.localtime(entry.happened_at).hour) == ("day", 12)


def test_the_same_photo_twice_changes_nothing(cast, past):
    (page,) = pages_for(past, by=cast.trainer)
    data = filled(page, r0c0=tick)
    first = store_photo(training_class=past, data=data, by=cast.trainer)
    assert store_photo(training_class=past, data=data, by=cast.dousha) == first
    assert cast.lan.entries.count() == 1


def test_a_doubtful_box_waits_for_a_person(cast, past):
    (page,) = pages_for(past, by=cast.trainer)
    photo = store_photo(training_class=past, data=filled(page, r0c0=speck, r1c0=speck), by=cast.trainer)
    one, other = doubtful(photo)
    assert signed(past) == set()
    confirm(photo=photo, number=one, there=True, by=cast.trainer)
    confirm(photo=photo, number=other, there=False, by=cast.trainer)
    confirm(photo=photo, number=other, there=True, by=cast.trainer)
    photo.refresh_from_db()
    assert (signed(past), doubtful(photo)) == ({("王兰", "2026-03-02:am")}, [])
    assert cast.lan.entries.get().evidence["confirmed"] is True


def test_a_plain_box_cannot_be_said_otherwise(cast, past):
    (page,) = pages_for(past, by=cast.trainer)
    photo = store_photo(training_class=past, data=filled(page), by=cast.trainer)
    with pytest.raises(IndexError):
        confirm(photo=photo, number=0, there=True, by=cast.trainer)


def test_a_sheet_of_another_class_is_refused(cast, past):
    other = TrainingClassFactory(region=past.region)
    EnrolmentFactory(training_class=other, person=cast.lan)
    (page,) = pages_for(other, by=cast.trainer)
    with pytest.raises(OtherSheet):
        store_photo(training_class=past, data=filled(page, r0c0=tick), by=cast.trainer)


@pytest.mark.any_database
def test_the_pages_take_a_photo_and_one_tap_for_a_doubt(cast, past, client):
    client.force_login(cast.trainer)
    (page,) = pages_for(past, by=cast.trainer)
    photo = SimpleUploadedFile("IMG.png", filled(page, r0c0=tick, r1c0=speck))
    answer = client.post(reverse("class_sheets", args=[past.pk]), {"photo": photo}, follow=True)
    assert "data:image/png;base64," in answer.content.decode()
    stored = SheetPhoto.objects.get()
    client.post(answer.request["PATH_INFO"], {"box": doubtful(stored)[0], "there": "1"})
    assert len(signed(past)) == 2
    for box in ("", "-1", "0", "999", "x"):
        if box != "-1":
            assert client.post(answer.request["PATH_INFO"], {"box": box, "there": "1"}).status_code == 404


@pytest.mark.any_database
def test_a_photo_of_nothing_is_told(cast, past, client):
    client.force_login(cast.trainer)
    file = SimpleUploadedFile("IMG.jpg", b"no photo")
    page = client.post(reverse("class_sheets", args=[past.pk]), {"photo": file}).content.decode()
    assert "message error" in page


@pytest.mark.any_database
@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="no pdftoppm here: apt-get install poppler-utils")
def test_the_printed_sheet_is_read_back(cast, past, client, tmp_path):
    client.force_login(cast.trainer)
    pdf = tmp_path / "sheet.pdf"
    pdf.write_bytes(client.get(reverse("class_sheet", args=[past.pk])).content)
    subprocess.run(["pdftoppm", "-r", "150", "-png", "-gray", pdf, tmp_path / "page"], check=True)
    (picture,) = tmp_path.glob("page*.png")
    found = find_page(open_photo(picture.read_bytes()))
    assert found.token == SheetPage.objects.get().token
    assert {box.verdict for box in read_boxes(found, 2, 4)} == {Verdict.EMPTY}
    assert Image.open(picture).height > 1700


def test_ticks_for_a_closed_class_are_said_to_be_not_recorded(cast, past):
    (page,) = pages_for(past, by=cast.trainer)
    TrainingClass.objects.update(closed_at=timezone.now())
    photo = store_photo(training_class=past, data=filled(page, r0c0=tick, r1c1=tick), by=cast.trainer)
    assert (read_sheet(photo).number_of(Outcome.NOT_RECORDED), signed(past)) == (2, set())


def test_the_page_shows_what_was_read_row_by_row(cast, past):
    (page,) = pages_for(past, by=cast.trainer)
    photo = store_photo(training_class=past, data=filled(page, r0c0=tick, r1c1=speck), by=cast.trainer)
    first, second = read_sheet(photo).lines
    assert (first.number, first.person, first.outcomes) == (1, cast.lan, ("there", "empty", "empty", "empty"))
    assert second.outcomes == ("empty", "doubtful", "empty", "empty")


# --- photo and picture ---------------------------------------------------------------------------


@pytest.fixture
def sent(cast, past):
    """A photo as it was sent, and what is kept of it."""
    (page,) = pages_for(past, by=cast.trainer)
    data = filled(page, r0c0=tick, r1c0=speck)
    return data, store_photo(training_class=past, data=data, by=cast.trainer)


def test_the_file_names_the_photo_and_the_picture(cast, sent):
    data, photo = sent
    entry = cast.lan.entries.get()
    assert (entry.evidence["photo"], entry.evidence["kept"]) == (sha256(data), sha256(bytes(photo.picture)))
    lines = "".join(describe(entry, {}).lines)
    assert entry.evidence["photo"] in lines
    assert entry.evidence["kept"] in lines


def test_whoever_has_the_photo_can_prove_the_picture(sent):
    data, photo = sent
    (found,) = compare(data)
    assert (found.photo, found.same) == (photo, True)
    assert compare(data + b"x") == []


def exchanged(photo, box=(300, 400, 500, 600)):
    """Somebody with the database's password paints over the picture."""
    with Image.open(io.BytesIO(bytes(photo.picture))) as picture:
        picture.paste(0, box)
        file = io.BytesIO()
        picture.save(file, "JPEG")
    SheetPhoto.objects.filter(pk=photo.pk).update(picture=file.getvalue())
    photo.refresh_from_db()


def test_a_picture_that_was_exchanged_shows(sent):
    data, photo = sent
    exchanged(photo)
    assert not is_as_kept(photo)
    assert [found.same for found in compare(data)] == [False]


def test_an_exchanged_picture_is_not_shown(cast, past, sent, client):
    client.force_login(cast.trainer)
    address = reverse("class_sheet_picture", args=[past.pk, sent[1].pk])
    assert client.get(address)["Content-Type"] == "image/jpeg"
    exchanged(sent[1])
    assert client.get(address).status_code == 404
    page = client.get(reverse("class_sheet_photo", args=[past.pk, sent[1].pk])).content.decode()
    assert "data:image/png" not in page
    assert "message error" in page


def test_the_command_says_what_the_photo_proves(sent, tmp_path):
    path = tmp_path / "IMG.png"
    path.write_bytes(sent[0])
    out = io.StringIO()
    call_command("compare_sheet_photo", path, stdout=out)
    assert f"{sent[1].page.code}, sent on" in out.getvalue()
    assert "was made from this photo" in out.getvalue()
    path.write_bytes(b"no photo")
    with pytest.raises(CommandError):
        call_command("compare_sheet_photo", path)
