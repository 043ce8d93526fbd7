"""All addresses of coverage and of what is still to be done, asked with what belongs to somebody else."""

import uuid
from itertools import product

import pytest
from django.urls import URLPattern, reverse
from django.utils import timezone

from learners.assistance.services import append
from learners.followup import urls as followup
from learners.followup.problems.models import Problem, Proof
from learners.followup.problems.services import Found, enter
from learners.followup.todos.models import ToDo
from learners.followup.todos.services import Wanted, give
from learners.people.models import HouseholdHelper
from learners.regions.models import Officer, Region
from learners.reports import urls as reports
from learners.reports.coverage import coverage_for
from learners.reports.lists.services import order_list
from learners.reports.periods import read_period
from learners.reports.snapshots import freeze
from tests.cast import make_officer
from tests.factories import HouseholdFactory, PersonFactory, RegionFactory, TrainingClassFactory
from tests.learners.reports.test_views import DOUSHA, SHIGANG

ADDRESSES = [pattern for pattern in (*reports.urlpatterns, *followup.urlpatterns) if isinstance(pattern, URLPattern)]
WITH_IDS = [pattern for pattern in ADDRESSES if pattern.pattern.converters]
WITHOUT_IDS = [pattern for pattern in ADDRESSES if not pattern.pattern.converters]
TODAY = timezone.localdate()


def problem_of(household, by):
    found = Found("屋顶漏水", "household", household.village, TODAY, uuid.uuid4(), household)
    problem = enter(found=found, by=by)
    Proof.objects.create(step=problem.steps.get(), sha256="0" * 64, picture=b"jpeg")
    return problem


def todo_of(household, by):
    give(household_ids=[household.pk], wanted=Wanted("other", TODAY, uuid.uuid4(), "修屋顶"), by=by)
    return ToDo.objects.get(household=household)


def ids_of(household, by) -> dict[str, list[object]]:
    """What an address can ask for of this household and its township, by the name of the part of the address."""
    township = household.village.parent
    query = coverage_for(by, township, read_period({})[0])
    problem = problem_of(household, by)
    order = order_list(user=by, query=query, region=township, what="households", figure="households", form="csv")
    return {
        "code": [household.village.pk, township.pk, township.parent.pk],
        "pk": {"todo": todo_of(household, by).pk, "problem": problem.pk, "frozen": freeze(query=query, by=by).pk},
        "token": [order.token],
        "proof_pk": [problem.steps.get().proofs.get().pk],
        "obstacle": ["no_phone", "not_begun"],
        "step": ["assign", "report", "return", "close", "reopen"],
    }


def filled(pattern, ids) -> list[str]:
    """The address with each of these ids."""
    room = str(pattern.pattern).split("/")[0].removesuffix("s")
    values = {name: [ids["pk"][room]] if name == "pk" else ids[name] for name in pattern.pattern.converters}
    return [reverse(pattern.name, kwargs=dict(zip(values, some, strict=True))) for some in product(*values.values())]


def answers(client, address):
    return [client.get(address), client.post(address, {"what": "households", "figure": "households", "form": "csv"})]


def said_by(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="replace") + str(response.headers)


@pytest.fixture
def strangers(cast):
    """Officers to whom nothing of lan's household belongs: of another township, county, village, and a helper."""
    county = RegionFactory(
        code="530624000000", name="大关县", short_name="大关县", level="county", parent_id="530600000000"
    )
    other = make_officer("other helper", Officer.Role.HELPER, Region.objects.get(pk=SHIGANG))
    HouseholdHelper.objects.create(
        household=HouseholdFactory(village_id=SHIGANG, number="5306231032027777"), name="某", user=other
    )
    return [
        cast.yanjing,
        make_officer("other county", Officer.Role.COUNTY, county),
        make_officer("other village", Officer.Role.VILLAGE, cast.gui_home.village),
        other,
    ]


@pytest.mark.parametrize("pattern", WITH_IDS, ids=lambda pattern: pattern.name)
def test_what_belongs_to_others_does_not_exist(cast, strangers, client, pattern):
    ids = ids_of(cast.lan_home, cast.dousha)
    for user in strangers:
        client.force_login(user)
        # A helper's own place is the village, of which the last test here asks what is seen.
        village = user.officer.region_id == SHIGANG
        secrets = {cast.lan.name, cast.lan_home.number, "豆沙", "屋顶"} | (set() if village else {"石缸"})
        for address in filled(pattern, ids | {"code": ids["code"][village:]}):
            for response in answers(client, address):
                assert response.status_code in (404, 405), (user.username, address)
                assert not [secret for secret in secrets if secret in said_by(response)], (user.username, address)


@pytest.mark.parametrize("pattern", WITHOUT_IDS, ids=lambda pattern: pattern.name)
def test_lists_and_files_of_ones_own_hold_nothing_of_others(cast, strangers, client, pattern):
    ids_of(cast.lan_home, cast.dousha)
    for user in strangers:
        client.force_login(user)
        for address in (reverse(pattern.name), f"{reverse(pattern.name)}?state=all&status=households"):
            for response in answers(client, address):
                said = said_by(response)
                assert not [s for s in (cast.lan.name, cast.lan_home.number, "屋顶") if s in said], address


@pytest.mark.parametrize("name", ["todo_list", "todo_new", "problem_list", "problem_print", "problem_new"])
def test_a_household_of_others_in_a_filter_shows_nothing(cast, strangers, client, name):
    ids_of(cast.lan_home, cast.dousha)
    for user in strangers:
        client.force_login(user)
        response = client.get(f"{reverse(name)}?household={cast.lan_home.pk}&state=all")
        said = said_by(response)
        assert not [s for s in (cast.lan.name, cast.lan_home.number, "屋顶") if s in said], user.username


def test_nobody_gives_a_todo_to_a_household_of_others(cast, strangers, client):
    form = {"errand": "call", "due_on": TODAY.isoformat(), "household": cast.lan_home.pk}
    for user in strangers:
        client.force_login(user)
        said = said_by(client.post(reverse("todo_new"), form | {"once": str(uuid.uuid4())}))
        assert cast.lan_home.number not in said
    assert not ToDo.objects.exists()


def test_nobody_names_a_class_or_a_person_of_others_in_a_form(cast, strangers, client):
    foreign = TrainingClassFactory(region=cast.lan_home.village, title="屋顶班")
    todo = todo_of(cast.gui_home, cast.yanjing)
    client.force_login(cast.yanjing)
    form = {"errand": "class", "due_on": TODAY.isoformat(), "household": cast.gui_home.pk, "once": str(uuid.uuid4())}
    assert "屋顶班" not in said_by(client.post(reverse("todo_new"), form | {"training_class": foreign.pk}))
    said = {"done": "1", "result": "spoke", "person": cast.lan.pk, "day": TODAY.isoformat()}
    assert cast.lan.name not in said_by(client.post(reverse("todo_page", args=[todo.pk]), said))
    assert list(ToDo.objects.values_list("pk", "state")) == [(todo.pk, "open")]
    response = client.get(f"{reverse('problem_new')}?class={foreign.pk}")
    assert response.status_code == 404


def test_nobody_makes_an_officer_of_another_area_responsible(cast, client):
    problem = problem_of(cast.gui_home, cast.yanjing)
    client.force_login(cast.yanjing)
    form = {"responsible": cast.dousha.pk, "measures": "补", "due_on": TODAY.isoformat()}
    said = said_by(client.post(reverse("problem_step", args=[problem.pk, "assign"]), form))
    assert cast.dousha.username not in said
    assert Problem.objects.get().state == "found"


@pytest.fixture
def neighbour(cast):
    """In the village of the helper's household, and somebody else's to help."""
    person = PersonFactory(
        household=HouseholdFactory(village_id=SHIGANG, number="5306231032028888"), name="邻居赵六", phone="15400000006"
    )
    append(
        person=person,
        kind="course_completed",
        payload={"course_id": 1},
        happened_at=timezone.now(),
        evidence={},
    )
    return person


@pytest.mark.parametrize("pattern", ADDRESSES, ids=lambda pattern: pattern.name)
def test_a_helper_sees_the_own_households_only(cast, neighbour, client, pattern):
    ids = ids_of(cast.lan_home, cast.dousha)
    todo_of(neighbour.household, cast.dousha)
    problem_of(neighbour.household, cast.dousha)
    client.force_login(cast.helper)
    for address in filled(pattern, ids | {"code": [SHIGANG, DOUSHA]}):
        for response in answers(client, f"{address}?state=all"):
            assert not [s for s in (neighbour.name, neighbour.household.number) if s in said_by(response)], address
            if response.status_code == 200 and (total := (response.context or {}).get("total")):
                assert getattr(total, "households", 1) == 1
