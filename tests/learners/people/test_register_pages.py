import io
import os
import time

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from learners.people.codes import Cause
from learners.people.importing.background import begin, is_at_work, take_failure
from learners.people.importing.folder import State, tell
from learners.people.importing.uploads import forget_old_uploads, store_upload
from learners.people.models import Person, RegisterUpload
from tests.factories import PersonFactory
from tests.learners.people.sheets import id_number, row, write_register


@pytest.fixture
def send(client, cast, tmp_path):
    """Uploads rows as an officer and returns the address of the dry run."""

    def upload(*rows, by=cast.dousha, content=None):
        client.force_login(by)
        if content is None:
            content = write_register(tmp_path / "register.xlsx", rows).read_bytes()
        file = SimpleUploadedFile("豆沙镇 6月.xlsx", content)
        return client.post(reverse("register_import"), {"file": file})["Location"]

    return upload


def fingerprint(response):
    return response.context["form"].initial["fingerprint"]


def stored_files():
    return list((settings.PRIVATE_ROOT / "registers").glob("*"))


def test_an_upload_leads_to_a_dry_run_that_has_written_nothing(client, send):
    before = Person.objects.count()
    response = client.get(send(row(1), row(2, 与户主关系="配偶")))
    assert response.context["counts"].new_persons == 2
    assert Person.objects.count() == before


def test_no_browser_keeps_the_names_of_a_dry_run(client, send):
    assert "no-store" in client.get(send(row(1)))["Cache-Control"]


def test_a_good_file_is_imported_on_confirmation(client, send):
    address = send(row(1))
    client.post(address, {"fingerprint": fingerprint(client.get(address))})
    assert client.get(address).context["counts"].new_persons == 1
    assert Person.objects.filter(name="张平").count() == 1


def test_the_file_is_deleted_after_the_import(client, send, django_capture_on_commit_callbacks):
    address = send(row(1))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, {"fingerprint": fingerprint(client.get(address))})
    assert stored_files() == []


def test_problem_rows_are_listed_with_their_cells(client, send):
    text = client.get(send(row(1), row(2, 户编号="5306231032020002", 行政村="无此村"))).content.decode()
    assert '<td>花名册</td><td class="n">4</td><td>C 行政村</td><td>无此村</td>' in text


def test_problem_rows_are_only_left_out_when_said_so(client, send):
    address = send(row(1), row(2, 户编号="5306231032020002", 行政村="无此村"))
    seen = fingerprint(client.get(address))
    client.post(address, {"fingerprint": seen})
    assert not Person.objects.filter(name="张平").exists()
    client.post(address, {"fingerprint": seen, "leave_out": "on"})
    assert Person.objects.filter(name="张平").count() == 1


def test_confirming_twice_imports_once(client, send):
    address = send(row(1))
    seen = fingerprint(client.get(address))
    client.post(address, {"fingerprint": seen})
    client.post(address, {"fingerprint": seen})
    assert Person.objects.filter(name="张平").count() == 1


def test_a_register_that_changed_meanwhile_is_shown_again(client, send, cast):
    address = send(row(1))
    seen = fingerprint(client.get(address))
    PersonFactory(household=cast.lan_home, id_number=id_number(1), relation="之子")
    response = client.post(address, {"fingerprint": seen}, follow=True)
    assert response.context["counts"].changed_persons == 1
    assert not RegisterUpload.objects.get().applied_at


def test_changes_are_shown_in_words(client, send):
    address = send(row(1))
    client.post(address, {"fingerprint": fingerprint(client.get(address))})
    response = client.get(send(row(1, 主要致贫原因="因病")), {"list": "changed"})
    [change] = response.context["lines"]
    assert (change.who, change.before, change.after) == ("5306231032020001", Cause.SKILL.label, Cause.ILLNESS.label)


def decide(client, address, kind, **data):
    client.post(f"{address}repair/", {"kind": kind, **data})
    return client.get(address).context["review"]


def test_a_repair_is_agreed_to_for_all_cells_of_its_kind_and_taken_back(client, send):
    address = send(
        row(1, 联系电话="15400000001/15400000002"), row(2, 与户主关系="配偶", 联系电话="15400000003、15400000004")
    )
    assert client.get(address).context["review"].offered == {"first_phone": 2}
    assert decide(client, address, "first_phone", agreed="on").totals["doubtful"] == 0
    assert decide(client, address, "first_phone").totals["doubtful"] == 2


def test_what_was_agreed_to_is_what_is_imported(client, send):
    address = send(row(1, 主要致贫原因="缺技术，因病"))
    decide(client, address, "first_cause", agreed="on")
    client.post(address, {"fingerprint": fingerprint(client.get(address))})
    household = Person.objects.get(name="张平").household
    assert (household.cause, household.cause_2) == ("skill", "illness")


def test_a_doubtful_cell_is_typed_anew(client, send):
    address = send(row(1, 身份证号码="无"))
    client.post(f"{address}cells/", {"cell:3:id_number:花名册": id_number(1)})
    assert client.get(address).context["counts"].new_persons == 1


def test_typed_cells_are_read_as_strictly_as_the_file(client, send):
    address = send(row(1, 身份证号码="无"))
    client.post(
        f"{address}cells/", {"cell:3:id_number:花名册": "123", "cell:x:name:花名册": "王", "cell:3:nonsense:a": "1"}
    )
    assert [problem.reason for problem in client.get(address).context["lines"]] == ["id_length"]


def test_doubtful_rows_are_corrected_in_excel_and_sent_back(client, send, tmp_path):
    address = send(row(1), row(2, 与户主关系="配偶", 身份证号码="无"))
    client.post(address, {"fingerprint": fingerprint(client.get(address)), "leave_out": "on"})
    address = send(row(1), row(2, 与户主关系="配偶", 身份证号码="无"))
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}rows.xlsx").content))
    [page] = book.worksheets
    assert (page.max_row, page["G2"].value, page["A1"].value) == (2, "无", "县")
    assert "身份证号码" in page.cell(2, page.max_column).value
    page["G2"] = id_number(2)
    book.save(tmp_path / "back.xlsx")
    counts = client.get(send(content=(tmp_path / "back.xlsx").read_bytes())).context["counts"]
    assert (counts.new_persons, counts.rows_not_taken, counts.changed_households) == (1, 0, 0)


def test_who_is_in_the_register_and_not_in_the_file_is_listed(client, send, cast):
    response = client.get(send(row(1)), {"list": "missing"})
    assert [line[1] for line in response.context["lines"]] == ["王兰"]


def test_lines_that_are_no_persons_are_listed(client, send):
    response = client.get(send(row(1), {"县": "合计", "姓名": "1人"}), {"list": "passed"})
    assert response.context["lines"] == [["花名册", 4, "合计 1人"]]


def test_a_large_file_is_read_beside_the_page_that_waits(client, send, monkeypatch):
    begun = []
    monkeypatch.setattr("learners.people.importing.background._AT_ONCE_BYTES", 10)
    monkeypatch.setattr(
        "learners.people.register_views.begin", lambda upload, stage, work, **_: begun.append((stage, work))
    )
    address = send(row(1))
    assert "http-equiv" in client.get(address).content.decode()
    stage, work = begun[0]
    work(lambda rows: None)
    assert (stage, client.get(address).context["counts"].new_persons) == ("reading", 1)


def test_nobody_begins_what_goes_on_already(cast):
    upload = store_upload(user=cast.dousha, file=SimpleUploadedFile("a.xlsx", b"1"))
    tell(upload, State("reading", 500))
    begin(upload, "reading", pytest.fail)
    assert is_at_work(upload).done == 500


def test_work_that_fails_says_why_once(cast):
    upload = store_upload(user=cast.dousha, file=SimpleUploadedFile("a.xlsx", b"1"))
    tell(upload, State("failed", words="again, please"))
    assert [take_failure(upload), take_failure(upload)] == ["again, please", ""]


def test_a_file_that_is_no_list_is_answered_in_words(client, send):
    response = client.get(send(content=b"\x89PNG\r\n\x00\x00"), follow=True)
    assert response.redirect_chain == [(reverse("register_import"), 302)]
    assert len(response.context["messages"]) == 1
    assert stored_files() == []


def test_a_file_over_20_mb_is_refused(client, cast, monkeypatch):
    monkeypatch.setattr("learners.people.forms.MAX_BYTES", 10)
    client.force_login(cast.dousha)
    response = client.post(reverse("register_import"), {"file": SimpleUploadedFile("a.xlsx", b"x" * 11)})
    assert response.context["form"].errors["file"]
    assert not RegisterUpload.objects.exists()


def test_a_row_outside_the_area_is_a_problem(client, send, cast):
    response = client.get(send(row(1), by=cast.yanjing))
    assert response.context["counts"].problem_rows == 1


def test_county_staff_may_import_too(client, send, cast):
    assert client.get(send(row(1), by=cast.county)).context["counts"].new_persons == 1


@pytest.mark.parametrize("role", ["helper", "trainer", "editor", "auditor"])
def test_other_roles_find_no_such_page(client, cast, role):
    client.force_login(getattr(cast, role))
    assert client.get(reverse("register_import")).status_code == 404


def test_a_villager_finds_no_such_page(client, cast):
    client.force_login(cast.lan.user)
    assert client.get(reverse("register_import")).status_code == 404


def test_who_is_not_signed_in_is_asked_to(client, db):
    assert client.get(reverse("register_import")).status_code == 302


def test_nobody_sees_the_upload_of_another_officer(client, send, cast):
    address = send(row(1))
    client.force_login(cast.county)
    assert client.get(address).status_code == 404


def test_uploads_wait_out_of_reach_of_others_on_the_machine(send):
    send(row(1))
    [path] = stored_files()
    assert path.stat().st_mode & 0o077 == 0


def test_a_file_that_vanishes_while_old_ones_are_looked_for_stops_nobody(client, send):
    address = send(row(1))
    [path] = stored_files()
    path.with_name("gone").symlink_to(path.with_name("nowhere"))
    assert forget_old_uploads() == 0
    assert client.get(address).status_code == 200


def test_files_are_forgotten_after_a_day(client, send):
    address = send(row(1))
    [path] = stored_files()
    os.utime(path, (time.time() - 90_000,) * 2)
    assert forget_old_uploads() == 1
    assert client.get(address)["Location"] == reverse("register_import")
