"""A problem is entered once, put right by whom it was given to, and closed by somebody else on proof."""

import datetime
import io
import uuid

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from learners.assistance.models import Entry
from learners.assistance.verify import verify
from learners.audit.registry import QUESTIONS, Found, Question
from learners.followup.problems import services
from learners.followup.problems.models import Problem, ProblemStep, Proof
from learners.followup.problems.queries import COLUMNS
from learners.people.models import Household
from learners.records.pictures import Kept
from tests.factories import TrainingClassFactory
from tests.learners.records.samples import photo
from tests.learners.reports.test_views import DOUSHA, SHIGANG, desk, text_of  # noqa: F401

TODAY = timezone.localdate()
DUE = TODAY + datetime.timedelta(days=10)
PHOTO = Kept(b"jpeg", "image/jpeg")


def entered(household, by, **fields):
    facts = {"what": "签到表缺一页", "source": "household", "region": household.village, "found_on": TODAY}
    facts |= {"once": uuid.uuid4(), "household": household}
    return services.enter(found=services.Found(**facts | fields), by=by)


@pytest.fixture
def problem(cast):
    return entered(cast.lan_home, cast.county)


@pytest.fixture
def reported(cast, problem):
    """Put right by the helper, with a photo."""
    services.assign(problem=problem, responsible=cast.helper, name="", measures="补签", due_on=DUE, by=cast.dousha)
    return services.report(problem=problem, words="已补", photos=[PHOTO], by=cast.helper)


def closed(problem, by):
    return services.close(problem=problem, words="属实", photos=[], by=by)


def kinds(problem):
    return list(problem.steps.values_list("kind", flat=True))


def test_the_same_form_enters_a_problem_once(cast):
    once = uuid.uuid4()
    assert entered(cast.lan_home, cast.county, once=once) == entered(cast.lan_home, cast.county, once=once)
    assert Entry.objects.filter(kind="problem_found").count() == 1


def test_it_goes_from_finding_to_closing(cast, reported):
    closed(reported, cast.dousha)
    problem = Problem.objects.get()
    assert (problem.state, problem.closed_on, problem.closed_by) == ("closed", TODAY, cast.dousha)
    assert kinds(problem) == ["found", "assigned", "reported", "closed"]


def test_who_is_responsible_does_not_close_it(cast, problem):
    services.assign(problem=problem, responsible=cast.dousha, name="", measures="补签", due_on=DUE, by=cast.county)
    services.report(problem=problem, words="已补", photos=[PHOTO], by=cast.dousha)
    with pytest.raises(services.OwnProblem):
        closed(problem, cast.dousha)
    assert closed(problem, cast.county).is_closed


def test_a_name_written_down_counts_like_an_account(cast, problem):
    name = str(cast.dousha)
    services.assign(problem=problem, responsible=None, name=name, measures="补签", due_on=DUE, by=cast.county)
    services.report(problem=problem, words="已补", photos=[PHOTO], by=cast.county)
    with pytest.raises(services.OwnProblem):
        closed(problem, cast.dousha)


def test_without_a_photo_it_is_not_closed(cast, problem):
    services.assign(problem=problem, responsible=cast.helper, name="", measures="补签", due_on=DUE, by=cast.dousha)
    services.report(problem=problem, words="已补", photos=[], by=cast.helper)
    with pytest.raises(services.NoProof):
        closed(problem, cast.dousha)
    assert kinds(problem) == ["found", "assigned", "reported"]


def test_the_photo_of_before_does_not_prove_what_was_reopened(cast, reported):
    closed(reported, cast.dousha)
    services.reopen(problem=reported, why="又缺了", by=cast.county)
    services.report(problem=reported, words="已补", photos=[], by=cast.helper)
    with pytest.raises(services.NoProof):
        closed(reported, cast.dousha)


def test_closing_twice_changes_nothing(cast, reported):
    closed(reported, cast.dousha)
    with pytest.raises(services.DoesNotFollow):
        closed(reported, cast.county)
    assert Entry.objects.filter(kind="problem_closed").count() == 1


def test_what_is_not_enough_goes_back(cast, reported):
    services.send_back(problem=reported, why="照片看不清", by=cast.dousha)
    assert Problem.objects.get().state == "assigned"


def test_the_same_assignment_again_is_no_step(cast, problem):
    for _ in range(2):
        services.assign(problem=problem, responsible=None, name="陈会计", measures="补签", due_on=DUE, by=cast.dousha)
    assert kinds(problem) == ["found", "assigned"]


def test_the_file_of_the_household_tells_of_it_with_its_photo(cast, reported):
    closed(reported, cast.dousha)
    entries = cast.lan.entries.filter(kind__startswith="problem")
    assert [entry.kind for entry in entries] == ["problem_found", "problem_closed"]
    assert entries[1].evidence["files"][0]["sha256"] == PHOTO.sha256
    assert verify(cast.lan.pk).broken is None


def test_a_problem_of_a_village_is_in_nobodys_file(cast):
    services.enter(
        found=services.Found("教材没有发", "place", cast.lan_home.village, TODAY, uuid.uuid4()), by=cast.county
    )
    assert not Entry.objects.exists()


# --- screens -------------------------------------------------------------------------------------


def rows_of(response) -> list[list[object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3, max_col=len(COLUMNS))]


def test_the_excel_file_says_what_the_paper_says(cast, desk, reported):  # noqa: F811
    head, first = rows_of(desk.get(reverse("problem_excel"), {"state": "all"}))[:2]
    with translation.override("en"):
        assert head == [str(label) for label, _width in COLUMNS]
    (line,) = desk.get(reverse("problem_print"), {"state": "all"}).context["lines"]
    assert [getattr(one, "date", lambda one=one: one)() for one in first] == [one or None for one in line.cells]


def test_a_problem_that_looks_like_a_formula_stays_text(cast, desk):  # noqa: F811
    entered(cast.lan_home, cast.dousha, what='=HYPERLINK("x")')
    sheet = openpyxl.load_workbook(io.BytesIO(desk.get(reverse("problem_excel")).content)).active
    assert sheet["B4"].data_type == "s"


def test_the_ledger_of_a_township_holds_no_line_of_another(cast, desk, problem):  # noqa: F811
    other = entered(cast.gui_home, cast.county)
    assert [line.problem for line in desk.get(reverse("problem_list")).context["lines"]] == [problem]
    assert desk.get(reverse("problem_page", args=[other.pk])).status_code == 404


def test_a_problem_goes_with_the_household_that_moves_away(cast, client, problem):
    Household.objects.filter(pk=cast.lan_home.pk).update(village=cast.gui_home.village)
    answers = []
    for user in (cast.dousha, cast.yanjing):
        client.force_login(user)
        answers.append(client.get(reverse("problem_page", args=[problem.pk])).status_code)
    assert answers == [404, 200]


def test_overdue_ones_stand_apart(cast, desk, reported):  # noqa: F811
    Problem.objects.update(due_on=TODAY - datetime.timedelta(days=2))
    text = text_of(desk.get(reverse("problem_list"), {"state": "overdue"}))
    assert "To be checked, overdue" in text


def test_a_problem_is_carried_through_on_its_page(cast, desk, client):  # noqa: F811
    body = {"once": uuid.uuid4(), "what": "户档案缺照片", "found_on": TODAY}
    page = desk.post(f"{reverse('problem_new')}?household={cast.lan_home.pk}", body).url
    terms = {"responsible": cast.helper.pk, "measures": "上门补拍", "due_on": DUE}
    desk.post(f"{page}assign/", terms)
    client.force_login(cast.helper)
    proof = SimpleUploadedFile("proof.jpg", photo())
    client.post(f"{page}report/", {"words": "已补拍", "photos": proof})
    assert client.post(f"{page}close/", {"words": "好"}).status_code == 404
    client.force_login(cast.dousha)
    client.post(f"{page}close/", {"words": "属实"})
    assert Problem.objects.get().is_closed
    kept = bytes(Proof.objects.get().picture)
    assert b"HONOR" not in kept


def test_a_clerk_from_outside_who_is_responsible_only_reports(cast, client, problem):
    services.assign(problem=problem, responsible=cast.yanjing, name="", measures="补签", due_on=DUE, by=cast.county)
    client.force_login(cast.yanjing)
    page = reverse("problem_page", args=[problem.pk])
    terms = {"name": "王五", "measures": "补签", "due_on": DUE}
    assert client.post(f"{page}assign/", terms).status_code == 404
    client.post(f"{page}report/", {"words": "已补", "photos": SimpleUploadedFile("proof.jpg", photo())})
    services.close(problem=problem, words="属实", photos=[], by=cast.dousha)
    assert client.post(f"{page}reopen/", {"why": "又缺"}).status_code == 404


def test_a_clerk_does_not_hand_the_own_problem_on_to_close_it(cast, desk, problem):  # noqa: F811
    services.assign(problem=problem, responsible=cast.dousha, name="", measures="补签", due_on=DUE, by=cast.county)
    page = reverse("problem_page", args=[problem.pk])
    assert f"{page}assign/" not in desk.get(page).content.decode()
    terms = {"name": "王五", "measures": "补签", "due_on": DUE}
    assert desk.post(f"{page}assign/", terms).status_code == 404
    assert Problem.objects.get().responsible == cast.dousha


def test_a_proof_of_no_bytes_is_none(cast, desk, problem):  # noqa: F811
    services.assign(problem=problem, responsible=cast.helper, name="", measures="补签", due_on=DUE, by=cast.county)
    page = reverse("problem_page", args=[problem.pk])
    assert desk.post(f"{page}report/", {"words": "已补", "photos": SimpleUploadedFile("a.jpg", b"")}).status_code == 200
    assert not Proof.objects.exists()
    assert Problem.objects.get().state == "assigned"


def test_a_class_and_a_place_can_have_problems(cast, desk):  # noqa: F811
    bamboo = TrainingClassFactory(region=cast.lan_home.village)
    body = {"what": "教材没有发", "found_on": TODAY}
    desk.post(f"{reverse('problem_new')}?class={bamboo.pk}", {**body, "once": uuid.uuid4()})
    desk.post(reverse("problem_new"), {**body, "once": uuid.uuid4(), "region": DOUSHA})
    found = Problem.objects.order_by("pk").values_list("source", "region")
    assert list(found) == [("class", SHIGANG), ("place", DOUSHA)]


def test_a_place_of_another_township_is_refused(cast, desk):  # noqa: F811
    body = {"what": "教材没有发", "found_on": TODAY, "once": uuid.uuid4(), "region": cast.gui_home.village_id}
    assert desk.post(reverse("problem_new"), body).status_code == 200
    assert not Problem.objects.exists()


@pytest.fixture
def finding(cast, monkeypatch):
    """A finder that found something about 王兰."""
    entry = entered(cast.lan_home, cast.dousha) and cast.lan.entries.get()
    found = Found.of("k1", "同一部手机登录多人。", [entry.pk])
    monkeypatch.setitem(QUESTIONS, "test", Question("test", "x", "x", lambda scope: [found]))
    return {"about": "finding:test:k1", "first": TODAY, "last": TODAY}


def test_an_auditor_puts_a_finding_into_the_ledger_once(cast, client, finding):
    client.force_login(cast.auditor)
    pages = {client.post(reverse("audit_problem"), finding).url for _ in range(2)}
    assert len(pages) == 1
    problem = Problem.objects.get(source="finding")
    assert (problem.household, problem.entered_by) == (cast.lan_home, cast.auditor)


def test_what_was_not_found_is_not_entered(cast, client, finding):
    client.force_login(cast.auditor)
    assert client.post(reverse("audit_problem"), finding | {"about": "finding:test:k2"}).status_code == 404
    assert not ProblemStep.objects.filter(problem__source="finding").exists()
