"""The same form sent twice at one moment: answered as if it had been sent once."""

import threading
import uuid

import pytest
from django.db import connection, connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from learners.assistance.models import Entry
from learners.followup.problems import services
from learners.followup.problems.models import Problem
from learners.followup.todos.models import ToDo
from tests.cast import make_cast
from tests.factories import HouseholdFactory

TODAY = timezone.localdate()

on_postgresql = pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one write after the other")


def sent_at_once(*requests):
    """Each is a user, an address and a form; all of them begin when all are there. Returns the answers."""
    answers, ready = [None] * len(requests), threading.Barrier(len(requests))

    def send(place, user, url, form):
        try:
            client = Client()
            client.force_login(user)
            ready.wait()
            answers[place] = client.post(url, form)
        except Exception as error:
            answers[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=[place, *one]) for place, one in enumerate(requests)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.fixture
def people(transactional_db):
    return make_cast()


@pytest.fixture
def problem_form(people):
    url = f"{reverse('problem_new')}?household={people.lan_home.pk}"
    return url, {"once": str(uuid.uuid4()), "what": "签到表缺一页", "found_on": TODAY.isoformat()}


@on_postgresql
def test_a_problem_is_entered_once(people, problem_form):
    answers = sent_at_once((people.dousha, *problem_form), (people.dousha, *problem_form))
    problem = Problem.objects.get()
    assert [answer.url for answer in answers] == [reverse("problem_page", args=[problem.pk])] * 2
    assert list(problem.steps.values_list("kind", flat=True)) == ["found"]
    assert Entry.objects.filter(kind="problem_found").count() == 1


@on_postgresql
def test_todos_are_given_once_whatever_the_order_of_the_households(people):
    homes = [people.lan_home.pk, *(HouseholdFactory(village=people.lan_home.village).pk for _ in range(20))]
    forms = [
        {"once": str(uuid.uuid4()), "errand": "call", "due_on": TODAY.isoformat(), "household": listed}
        for listed in (homes, homes[::-1])
    ]
    answers = sent_at_once(*((people.dousha, reverse("todo_new"), form) for form in forms))
    assert [answer.url for answer in answers] == [reverse("todo_list")] * 2
    assert ToDo.objects.count() == len(homes)


@on_postgresql
def test_a_todo_is_settled_once(people):
    form = {"once": str(uuid.uuid4()), "errand": "call", "due_on": TODAY.isoformat(), "household": people.lan_home.pk}
    sent_at_once((people.dousha, reverse("todo_new"), form))
    said = {"done": "1", "result": "spoke", "person": people.lan.pk, "day": TODAY.isoformat()}
    url = reverse("todo_page", args=[ToDo.objects.get().pk])
    answers = sent_at_once((people.dousha, url, said), (people.helper, url, said))
    assert [answer.url for answer in answers] == [reverse("todo_list")] * 2
    assert Entry.objects.filter(kind="task_done").count() == 1


@pytest.mark.parametrize("finding", ["", "finding:late:7"])
def test_who_comes_second_to_the_database_gets_what_the_first_one_made(cast, monkeypatch, finding):
    facts = {"what": "缺页", "source": "household", "region": cast.lan_home.village, "found_on": TODAY}
    facts |= {"household": cast.lan_home, "finding": finding}
    forms = (
        [services.Found(once=uuid.uuid4(), **facts) for _ in range(2)]
        if finding
        else [services.Found(once=uuid.uuid4(), **facts)] * 2
    )
    first = services.enter(found=forms[0], by=cast.county)
    looks, look = [None], services._entered
    monkeypatch.setattr(services, "_entered", lambda found: looks.pop() if looks else look(found))
    with transaction.atomic():
        assert services.enter(found=forms[1], by=cast.county) == first
    assert Problem.objects.count() == Entry.objects.filter(kind="problem_found").count() == 1
