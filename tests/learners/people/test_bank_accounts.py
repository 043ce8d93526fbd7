import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from learners.assistance.models import Entry
from learners.people.access import may_show
from learners.people.importing import apply_import, plan_import
from learners.people.importing.decisions import Decisions
from learners.people.importing.problems import Reason, Refused, RepairKind
from learners.people.importing.values import passes_luhn, read_bank
from learners.people.models import Look, Person
from learners.regions.models import Region
from tests.learners.people.sheets import HEADER, id_number, row, write_register

CARD = "6217000000000000004"
PASSBOOK = "04300125789012"


def card(first: str) -> str:
    return next(first + digit for digit in "0123456789" if passes_luhn(first + digit))


@pytest.fixture
def dousha(cast):
    return Region.objects.get(short_name="豆沙镇")


@pytest.fixture
def bring(dousha, tmp_path):
    """Imports one person with this account under this heading; returns plan and person."""

    def bring_in(account, *, heading="一卡通账号", accepted=()):
        header = [*HEADER, heading]
        path = write_register(tmp_path / "register.xlsx", [row(1, **{heading: account})], header=header)
        plan = plan_import(path, area=dousha, decisions=Decisions(accepted=frozenset(accepted)))
        apply_import(plan, by=None)
        return plan, Person.objects.get(name="张平")

    return bring_in


@given(st.text("0123456789", min_size=14, max_size=16), st.integers(0, 14), st.integers(1, 9))
def test_one_wrong_digit_of_a_card_is_always_seen(rest, place, more):
    right = card("62" + rest)
    wrong = right[:place] + str((int(right[place]) + more) % 10) + right[place + 1 :]
    assert (passes_luhn(right), passes_luhn(wrong)) == (True, False)


@pytest.mark.parametrize("text", [CARD, "6217 0000 0000 0000 004", "'6217-0000-0000-0000-004", "６２１７" + CARD[4:]])
def test_an_account_is_read_as_digits_however_it_is_grouped(text):
    assert read_bank(text) == CARD


@pytest.mark.parametrize("text", ["", "无", "/"])
def test_nobody_needs_an_account(text):
    assert read_bank(text) == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("6217001234567890120", Reason.BANK_CARD),
        ("621700123456789", Reason.BANK_CARD),
        ("6217001234567890000", Reason.BANK_CARD),
        ("043001257890123000", Reason.NUMBER_CELL),
        (id_number(1), Reason.BANK_OTHER),
        ("13312345678", Reason.BANK_OTHER),
        ("农信社", Reason.BANK),
        ("123", Reason.BANK),
    ],
)
def test_what_may_be_no_account_is_doubtful(text, reason):
    with pytest.raises(Refused) as refused:
        read_bank(text)
    assert refused.value.reason == reason


@pytest.mark.parametrize("heading", ["银行卡号", "社保卡号", "一卡通账号", "户主一卡通账号", "惠农“一卡通”账号"])
def test_an_account_is_stored_under_whatever_heading_clerks_give_it(bring, heading):
    plan, person = bring(CARD, heading=heading)
    assert (plan.problems, person.bank) == ((), CARD)
    assert CARD not in person.bank_encrypted + person.bank_hash


def test_a_passbook_has_no_check_digit(bring):
    plan, person = bring(PASSBOOK)
    assert (plan.problems, person.bank) == ((), PASSBOOK)


def test_a_person_is_taken_without_a_doubtful_account_and_it_is_shown_masked(bring):
    plan, person = bring("6217000000000000017")
    [problem] = plan.problems
    assert (problem.column, problem.reason, problem.value) == ("S", Reason.BANK_CARD, "621************0017")
    assert (person.bank, problem.effect) == ("", "left_empty")


def test_a_clerk_may_say_that_an_account_is_right(bring):
    plan, person = bring("6217000000000000017", accepted=[RepairKind.KEEP_BANK])
    assert (plan.problems, person.bank) == ((), "6217000000000000017")


def test_the_number_of_the_household_is_no_account(bring):
    plan, person = bring("5306231032020001")
    assert ([problem.reason for problem in plan.problems], person.bank) == ([Reason.BANK_OTHER], "")


def test_a_new_account_is_a_change_of_which_the_file_keeps_the_ends(bring):
    bring(CARD)
    _plan, person = bring(PASSBOOK)
    assert person.bank == PASSBOOK
    [change] = Entry.objects.get(person=person, kind="register_changed").payload["changes"]
    assert (change["field"], change["before"], change["after"]) == ("bank", "621************0004", "043*******9012")


def test_an_empty_cell_takes_no_account_away(bring):
    bring(CARD)
    plan, person = bring("")
    assert (plan.counts.changes_nothing, person.bank) == (True, CARD)


def test_only_who_pays_or_checks_sees_it_in_full(cast):
    roles = ("county", "dousha", "helper", "trainer", "auditor")
    allowed = {name for name in roles if may_show(getattr(cast, name), "bank")}
    assert allowed == {"county", "dousha", "auditor"}


def test_showing_it_is_kept_with_the_reason(cast, client):
    cast.lan.bank = CARD
    cast.lan.save()
    client.force_login(cast.dousha)
    url = reverse("person_numbers", args=[cast.lan.pk])
    page = client.post(url, {"number": "bank", "reason": "payment", "words": ""})
    assert CARD in page.text
    look = Look.objects.filter(person=cast.lan, shown="bank").get()
    assert (look.role, bool(look.reason)) == ("township", True)


def test_the_pages_of_person_and_household_show_its_ends(cast, client):
    cast.lan.bank = CARD
    cast.lan.save()
    client.force_login(cast.helper)
    pages = [client.get(reverse("person_file", args=[cast.lan.pk])).text]
    pages.append(client.get(reverse("household_page", args=[cast.lan_home.pk])).text)
    assert all("621************0004" in page and CARD not in page for page in pages)


def test_a_clerk_enters_a_new_account_on_the_page_of_the_household(cast, client):
    client.force_login(cast.dousha)
    sent = {"what": "numbers", "numbers-person": cast.lan.pk, "numbers-bank": "6217 0000 0000 0000 004"}
    client.post(reverse("household_adjust", args=[cast.lan_home.pk]), sent)
    cast.lan.refresh_from_db()
    assert cast.lan.bank == CARD
    assert CARD not in str(Entry.objects.get(person=cast.lan, kind="register_changed").payload)


def test_a_slip_of_the_hand_is_said_beside_the_field(cast, client):
    client.force_login(cast.dousha)
    sent = {"what": "numbers", "numbers-person": cast.lan.pk, "numbers-bank": "6217000000000000017"}
    page = client.post(reverse("household_adjust", args=[cast.lan_home.pk]), sent)
    cast.lan.refresh_from_db()
    assert (page.status_code, cast.lan.bank) == (200, "")
    assert page.context["forms"]["numbers"].errors["bank"]
