"""Every address of the project, asked by every role, inside its area and outside it."""

import uuid
from collections.abc import Iterator
from operator import attrgetter
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from courses.site import ensure_site
from eduplatform.accounts.models import User
from learners.assistance.models import DayRoot, Entry
from learners.assistance.services import append
from learners.classes.models import Certificate, Enrolment, SheetPage, SheetPhoto, SignIn
from learners.followup.problems.models import Problem, Proof
from learners.followup.problems.services import Found, enter
from learners.followup.todos.models import ToDo
from learners.followup.todos.services import Wanted, give
from learners.people.importing.uploads import store_upload
from learners.people.models import Household, Person
from learners.plans.agreed.services import agree
from learners.plans.desk.models import IndustryBan
from learners.plans.orders.models import TrainingOrder, VoiceNote, Wish
from learners.records.pictures import Kept
from learners.records.store import keep
from learners.regions.models import Region
from learners.regions.services import appoint_officer
from learners.reports.coverage import coverage_for
from learners.reports.lists.models import ListOrder
from learners.reports.lists.services import order_list
from learners.reports.periods import Period
from learners.reports.snapshots import freeze
from media.models import Upload, Video
from tests.access_rows import EXCLUDED, HOUSEHOLD_LIST, ROLES, ROWS, Row
from tests.cast import make_cast
from tests.factories import EnrolmentFactory, IndustryFactory, TrainingClassFactory
from tests.learners.people.sheets import row as register_row
from tests.learners.people.sheets import write_register
from tests.lessons import make_course


def addresses(patterns: list[Any], path: str = "", spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, str, str]]:
    """Name, path and module of every address that the site knows."""
    for pattern in patterns:
        here = path + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inside = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from addresses(pattern.url_patterns, here, inside)
        elif isinstance(pattern, URLPattern):
            yield ":".join([*spaces, pattern.name or f"unnamed {here}"]), here, pattern.callback.__module__


def excluded(path: str, module: str) -> bool:
    return any(path.startswith(where) and module.startswith(whose) for where, whose, _why in EXCLUDED)


OWN_NAMES = {name for name, path, module in addresses(get_resolver().url_patterns) if not excluded(path, module)}


def test_every_address_has_its_row():
    assert {row.name for row in ROWS} == OWN_NAMES


def test_the_walk_finds_addresses_deep_down():
    assert {"coverage", "media_encoding", "api-1:sync"} <= OWN_NAMES


@pytest.fixture(scope="module")
def rows(module_db, tmp_path_factory) -> SimpleNamespace:
    """The cast with its rights in the CMS, and one of each thing that an address can ask for."""
    cast = make_cast()
    ensure_site()
    course = make_course()
    for name in ROLES[:-2]:
        officer = getattr(cast, name).officer
        appoint_officer(user=officer.user, role=officer.role, region=officer.region)
    register = write_register(tmp_path_factory.mktemp("rows") / "register.xlsx", [register_row(1)])
    with override_settings(PRIVATE_ROOT=register.parent):
        upload = store_upload(user=cast.dousha, file=SimpleUploadedFile(register.name, register.read_bytes()))
    bamboo = TrainingClassFactory(region=cast.lan_home.village.parent, trainer=cast.trainer)
    order = TrainingOrder.objects.create(area=cast.lan_home.village.parent, meaning="养蜂", name="养蜂")
    wish = Wish.objects.create(person=cast.lan, order=order, words="养蜂", made_at=timezone.now())
    VoiceNote.objects.create(wish=wish, media_type="audio/ogg", sound=b"OggS")
    lan_place = EnrolmentFactory(training_class=bamboo, person=cast.lan, state="invited")
    fowl = TrainingClassFactory(region=cast.gui_home.village)
    problem = problem_of(cast.lan_home, cast.dousha)
    return SimpleNamespace(
        **vars(cast),
        bamboo=bamboo,
        sheet_photo=make_sheet_photo(bamboo, cast.trainer),
        fowl=fowl,
        lan_place=lan_place,
        certificate=make_certificate(lan_place),
        sign_in=make_sign_in(lan_place),
        gui_place=EnrolmentFactory(training_class=fowl, person=cast.gui, state="invited"),
        villager=cast.lan.user,
        order=order,
        plan_item=agree(person=cast.lan, title="养蜂班", due_on=timezone.localdate(), by=cast.dousha),
        wish=wish,
        course=course,
        lesson=course.lessons()[0],
        video=Video.objects.create(title="挖笋", duration=1, uploaded_by_user=cast.trainer, file="media/original.mp4"),
        signed_day=DayRoot.objects.create(day=timezone.localdate(), record="{}", hash="0" * 64, signature="0" * 128),
        ban=IndustryBan.objects.create(
            region=cast.dousha.officer.region, industry=IndustryFactory(), made_by=cast.dousha
        ),
        sending=Upload.objects.create(
            user=cast.trainer, file_name="original.mp4", length=5, store={"name": "media/x.mp4"}
        ),
        upload=upload,
        snapshot=freeze(
            query=coverage_for(cast.dousha, cast.lan_home.village.parent, Period.of_year(2026)), by=cast.dousha
        ),
        dousha_list=list_of(cast.dousha, cast.lan_home.village.parent),
        yanjing_list=list_of(cast.yanjing, cast.gui_home.village.parent),
        private=register.parent,
        lan_todo=todo_of(cast.lan_home, cast.dousha),
        gui_todo=todo_of(cast.gui_home, cast.yanjing),
        lan_problem=problem,
        gui_problem=problem_of(cast.gui_home, cast.yanjing),
        proof=Proof.objects.create(step=problem.steps.get(), sha256="0" * 64, picture=b"jpeg"),
        lan_entry=begun(cast.lan),
        gui_entry=begun(cast.gui),
        lan_badge=certified(cast.lan),
        gui_badge=certified(cast.gui),
    )


def list_of(user: User, region: Region) -> ListOrder:
    """It waits: nobody has written it."""
    query = coverage_for(user, region, Period.of_year(2026))
    return order_list(user=user, query=query, region=region, **HOUSEHOLD_LIST)


def todo_of(household: Household, by: User) -> ToDo:
    give(household_ids=[household.pk], wanted=Wanted("call", timezone.localdate(), uuid.uuid4()), by=by)
    return ToDo.objects.get(household=household)


def problem_of(household: Household, by: User) -> Problem:
    found = Found("签到表缺一页", "household", household.village, timezone.localdate(), uuid.uuid4(), household)
    return enter(found=found, by=by)


def certified(person: Person) -> Entry:
    certificate = {"class_id": 1, "serial": f"PX{person.pk}", "title": "挖笋", "issued_on": "2026-05-20"}
    return append(
        person=person, kind="certificate_issued", payload=certificate, happened_at=timezone.now(), evidence={}
    )


def begun(person: Person) -> Entry:
    course = {"course_id": 1, "course": "挖笋"}
    return append(person=person, kind="course_started", payload=course, happened_at=timezone.now(), evidence={})


@pytest.fixture(scope="module")
def sessions(rows) -> dict[str, str]:
    """Of each role that signs in."""
    return {role: session_of(user) for role in ROLES if (user := getattr(rows, role, None))}


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def world(rows, db, settings, monkeypatch) -> SimpleNamespace:
    """With the files of those rows, in the folders of this test."""
    settings.PRIVATE_ROOT = rows.private
    monkeypatch.setattr("weasyprint.HTML.write_pdf", lambda *_, **__: b"%PDF-")  # whose pages are tried elsewhere
    default_storage.save("packages/p/poster.jpg", ContentFile(b"jpeg"))
    default_storage.save(rows.video.file.name, ContentFile(b"mp4"))
    rows.lan_paper, rows.gui_paper = (
        keep(person=person, kept=Kept(b"%%PDF %d" % person.pk, "application/pdf"), by=rows.county)
        for person in (rows.lan, rows.gui)
    )
    return rows


def make_sheet_photo(training_class, by) -> SheetPhoto:
    page = SheetPage.objects.create(training_class=training_class, token=1, printed_by=by)
    return SheetPhoto.objects.create(page=page, sha256="0" * 64, picture=b"jpeg", uploaded_by=by)


def make_certificate(place: Enrolment) -> Certificate:
    """With the entry that proves it."""
    training_class, serial = place.training_class, "530623-2026-ABCDEFGH2345"
    day = training_class.ends_on
    append(
        person=place.person,
        kind="certificate_issued",
        payload=training_class.facts() | {"serial": serial, "issued_on": f"{day}"},
        happened_at=timezone.now(),
        evidence={},
        subject=f"certificate:{serial}",
    )
    return Certificate.objects.create(enrolment=place, serial=serial, issued_on=day)


def make_sign_in(place: Enrolment) -> SignIn:
    now, day = timezone.now(), place.training_class.starts_on
    return SignIn.objects.create(
        enrolment=place, day=day, part="am", way="tick", at=now, received_at=now, item_id=uuid.uuid4()
    )


def address_of(row: Row, world: SimpleNamespace) -> str:
    kwargs = {key: attrgetter(value[1:])(world) if value[:1] == "@" else value for key, value in row.kwargs.items()}
    return reverse(row.name, kwargs=kwargs)


def ask(row: Row, address: str, session: str | None) -> str:
    """What the address answers to whoever is signed in; nothing that it changes is kept."""
    client = Client()
    with transaction.atomic():
        if session:
            client.cookies[settings.SESSION_COOKIE_NAME] = session
        body = {"data": row.form} if row.json is None else {"data": row.json, "content_type": "application/json"}
        answer = told(getattr(client, row.method)(address, **body))
        transaction.set_rollback(True)
    return answer


def told(response: HttpResponseBase) -> str:
    """The status, or which sign-in is asked for."""
    signing_in = {reverse("account_login"): "login", reverse("account_request_login_code"): "code"}
    to = response.headers.get("Location", "").split("?next=")
    return signing_in.get(to[0], str(response.status_code)) if len(to) == 2 else str(response.status_code)


def row_id(row: Row) -> str:
    return "-".join([row.name, *map(str, row.kwargs.values())])


@pytest.mark.parametrize("row", ROWS, ids=row_id)
def test_each_role_gets_its_answer(row, world, sessions):
    address, expected = address_of(row, world), expected_of(row)
    assert {role: ask(row, address, sessions.get(role)) for role in expected} == expected


def expected_of(row: Row) -> dict[str, str]:
    """By role. On PostgreSQL one that gets in will do: what the page reads, it reads there, too."""
    expected = dict(zip(ROLES, row.answers.split(), strict=True))
    if connection.vendor != "postgresql":
        return expected
    role = next((role for role, answer in expected.items() if answer == "200"), ROLES[0])
    return {role: expected[role]}
