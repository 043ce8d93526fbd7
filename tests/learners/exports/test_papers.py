"""A file on paper proves itself: digest, code, attachment, and a public page that confirms it without a name."""

import datetime
import hashlib
import io
import json
import shutil
import subprocess
import zipfile

import pytest
import zxingcpp
from django.db import connection
from django.urls import reverse
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader

from learners.assistance.models import Entry
from learners.exports import views
from learners.exports.access import MOST_FILES
from learners.exports.archives import zipped
from learners.exports.models import IssuedFile
from learners.people.models import Look
from learners.plans.searched.models import Search
from tests.factories import PersonFactory


@pytest.fixture
def desk(cast, client, lan):
    client.force_login(cast.dousha)
    return client


def pdf_of(client, person):
    return PdfReader(io.BytesIO(client.get(reverse("person_pdf", args=[person.pk])).content))


def check(client, digest):
    return client.get(reverse("file_check", args=[digest]))


def joined(reader):
    return "".join(page.extract_text() for page in reader.pages)


def test_the_saved_json_has_the_digest_that_was_noted(desk, lan):
    content = desk.get(reverse("person_json", args=[lan.pk])).content
    issued = IssuedFile.objects.get()
    assert (hashlib.sha256(content).hexdigest(), 6) == (issued.digest, issued.entries)


def test_whoever_has_the_json_can_recompute_the_chain(desk, lan):
    entries = json.loads(desk.get(reverse("person_json", args=[lan.pk])).content)["entries"]
    previous = "0" * 64
    for entry in entries:
        digest = entry.pop("hash")
        text = json.dumps(entry, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        assert (entry["previous"], hashlib.sha256(text.encode()).hexdigest()) == (previous, digest)
        previous = digest


def test_the_json_holds_no_whole_number(desk, lan):
    lan.phone = "15462472916"
    lan.save()
    text = desk.get(reverse("person_json", args=[lan.pk])).content.decode()
    assert lan.id_number not in text
    assert "15462472916" not in text


def test_the_paper_carries_the_file_whose_digest_it_shows(desk, lan):
    reader = pdf_of(desk, lan)
    digest = IssuedFile.objects.get().digest
    assert digest in joined(reader).replace(" ", "").replace("\n", "")
    attached = [content for contents in reader.attachments.values() for content in contents]
    assert [hashlib.sha256(content).hexdigest() for content in attached] == [digest]


@pytest.mark.any_database
def test_the_paper_reads_in_parts_with_page_numbers(desk, lan):
    text = joined(pdf_of(desk, lan))
    assert all(words in text for words in ("王兰", "挖<笋>", "150", "1 / "))


@pytest.mark.any_database
@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="pdftoppm turns the page into a picture")
def test_the_code_on_the_paper_opens_the_check_page(desk, lan, tmp_path, settings):
    settings.PUBLIC_URL = "https://example.org"
    (tmp_path / "a.pdf").write_bytes(desk.get(reverse("person_pdf", args=[lan.pk])).content)
    subprocess.run(["pdftoppm", "-r", "150", "-png", "-singlefile", tmp_path / "a.pdf", tmp_path / "a"], check=True)
    codes = zxingcpp.read_barcodes(Image.open(tmp_path / "a.png"))
    assert [code.text for code in codes] == [f"https://example.org/f/{IssuedFile.objects.get().digest}/"]


def test_anybody_can_have_a_digest_confirmed_and_learns_no_name(desk, lan, client):
    desk.get(reverse("person_json", args=[lan.pk]))
    client.logout()
    response = check(client, IssuedFile.objects.get().digest)
    page = response.content.decode()
    assert response.context["found"].stands
    assert "王*" in page
    assert "王兰" not in page


def test_a_changed_file_is_not_confirmed(desk, lan):
    content = desk.get(reverse("person_json", args=[lan.pk])).content
    forged = hashlib.sha256(content.replace(b"15000", b"95000")).hexdigest()
    assert check(desk, forged).status_code == 404


def test_a_file_stays_confirmed_while_more_is_recorded(desk, lan, cast):
    desk.get(reverse("person_json", args=[lan.pk]))
    desk.post(reverse("entry_correct", args=[lan.pk, 1]), {"reason": "写错了人"})
    assert Entry.objects.filter(person=lan).count() == 7
    assert check(desk, IssuedFile.objects.get().digest).context["found"].stands


def test_a_ledger_that_was_rewritten_no_longer_confirms_the_paper(desk, lan):
    desk.get(reverse("person_json", args=[lan.pk]))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE learners_entry SET kind = 'wish' WHERE seq = 2")
    assert not check(desk, IssuedFile.objects.get().digest).context["found"].stands


def test_a_broken_file_is_not_issued(desk, lan):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE learners_entry SET kind = 'wish' WHERE seq = 2")
    assert desk.get(reverse("person_pdf", args=[lan.pk])).status_code == 302
    assert not IssuedFile.objects.exists()


def test_the_digest_may_be_typed_as_it_is_printed(desk, lan, client):
    desk.get(reverse("person_json", args=[lan.pk]))
    digest = IssuedFile.objects.get().digest
    typed = " ".join([digest[:8].upper(), digest[8:]])
    assert client.get(reverse("file_check_form"), {"digest": typed}).context["found"]


# --- many at once --------------------------------------------------------------------------------


@pytest.mark.any_database
def test_a_household_comes_as_one_pdf_with_a_digest_each(desk, lan):
    PersonFactory(household=lan.household, name="王小兰")
    reader = PdfReader(io.BytesIO(desk.get(reverse("household_pdf", args=[lan.household_id])).content))
    attached = [content for contents in reader.attachments.values() for content in contents]
    assert len(attached) == IssuedFile.objects.count() == 2


def test_nobody_of_a_large_household_is_left_out(desk, lan, monkeypatch):
    monkeypatch.setattr(views, "MOST_ON_PAPER", 1)
    PersonFactory(household=lan.household, name="王小兰")
    response = desk.get(reverse("household_pdf", args=[lan.household_id]))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    assert archive.namelist() == ["0001-王兰.pdf", "0002-王小兰.pdf"]


def test_a_village_comes_as_a_zip_and_each_look_is_logged(desk, lan):
    PersonFactory(household=lan.household, name="王小兰")
    response = desk.get(reverse("village_zip", args=[lan.household.village_id, "json"]))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    assert archive.testzip() is None
    assert archive.namelist() == ["0001-王兰.json", "0002-王小兰.json"]
    assert Look.objects.filter(page="json").count() == 2


def test_the_second_portion_begins_after_the_first(desk, lan):
    response = desk.get(reverse("village_zip", args=[lan.household.village_id, "json"]), {"from": MOST_FILES})
    assert zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))).namelist() == []


def test_a_zip_is_sent_while_it_is_made():
    made = []

    def files():
        for number in range(3):
            made.append(number)
            yield f"{number}.txt", b"x"

    pieces = zipped(files())
    next(pieces)
    assert made == [0]


@pytest.mark.any_database
def test_the_list_counts_what_the_file_counts_and_runs_no_formula(desk, lan):
    lan.name = '=HYPERLINK("http://x")'
    lan.save()
    content = desk.get(reverse("village_list", args=[lan.household.village_id])).content
    head, row = load_workbook(io.BytesIO(content)).active.iter_rows()
    by_label = dict(zip([cell.value for cell in head], row, strict=True))
    assert lan.name in {cell.value for cell in row}
    assert "f" not in {cell.data_type for cell in row}
    assert 150 in {cell.value for cell in by_label.values()}


def test_only_the_villager_takes_the_own_searches_along_and_not_on_paper(cast, lan, client):
    Search.objects.create(person=lan, words="养蜂", day=datetime.date(2026, 5, 1))
    client.force_login(lan.user)
    assert [row["words"] for row in json.loads(client.get(reverse("my_json")).content)["searches"]] == ["养蜂"]
    paper = PdfReader(io.BytesIO(client.get(reverse("my_pdf")).content))
    assert ["searches" in json.loads(one) for found in paper.attachments.values() for one in found] == [False]
    client.force_login(cast.dousha)
    assert "searches" not in json.loads(client.get(reverse("person_json", args=[lan.pk])).content)


def test_the_villager_takes_the_own_file_along(cast, lan, client):
    client.force_login(lan.user)
    document = json.loads(client.get(reverse("my_json")).content)
    assert (document["person"]["name"], document["issued_for"]) == ("王兰", "person")
    assert not Look.objects.exists()
