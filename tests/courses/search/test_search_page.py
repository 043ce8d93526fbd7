"""The page: finds what is published, the same for everyone, and knows of changes that another process made."""

import gzip

import pytest
from django.conf import settings
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from courses.models import Industry
from courses.search.models import SearchChange, SearchWord
from courses.search.queries import SHELF, answer_to, build_index, state_now
from courses.search.services import load_search_words
from tests.lessons import add_lesson, make_course

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def words(module_db):
    load_search_words()


@pytest.fixture
def course():
    made = make_course("shiitake", lessons=0)
    made.title, made.summary, made.keywords, made.picture = "香菇出菇", "怎样控温", "食用菌；大棚", "mushroom"
    made.save_revision().publish()
    return made


def titles(query):
    return [found.title for found in answer_to(query).courses]


def shown(client, query, language="en"):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    response = client.get("/search", {"q": query})
    assert response.status_code == 200
    return response.content.decode()


def test_a_course_is_found_by_another_word_for_it(course):
    assert titles("冬菇") == ["香菇出菇"]


def test_a_published_course_is_found_at_once(course):
    assert titles("乌鸡") == []
    other = make_course("chicken", lessons=0)
    other.title = "林下养乌鸡"
    other.save_revision().publish()
    assert titles("乌鸡") == ["林下养乌鸡"]


def test_a_draft_finds_nobody(course):
    course.title = "羊肚菌"
    course.save_revision()
    assert titles("羊肚菌") == []


def test_a_draft_leaves_the_index_as_it_is(course):
    before = state_now()
    course.title = "羊肚菌"
    course.save_revision()
    assert state_now() == before


def test_an_unpublished_course_is_found_no_more(course):
    assert titles("香菇")
    course.unpublish()
    assert titles("香菇") == []


def test_a_deleted_course_is_found_no_more(course):
    assert titles("香菇")
    Page.objects.get(pk=course.pk).delete()
    assert titles("香菇") == []


def test_a_course_that_is_not_for_everyone_is_not_found(course):
    PageViewRestriction.objects.create(page=course.page_ptr, restriction_type=PageViewRestriction.LOGIN)
    assert titles("香菇") == []


def test_what_another_process_published_is_found(course):
    """Another process leaves nothing but rows: here, none of the signals of this one."""
    assert titles("乌鸡") == []
    type(course).objects.filter(pk=course.pk).update(title="林下养乌鸡")
    SearchChange.objects.bulk_create([SearchChange()])
    assert titles("乌鸡") == ["林下养乌鸡"]


def test_the_index_is_made_once_for_many_searches(course, monkeypatch, django_assert_num_queries):
    answer_to("香菇")
    monkeypatch.setattr("courses.search.queries.build_index", lambda: pytest.fail("made anew"))
    answer_to("木耳")


def test_nobody_waits_while_another_makes_the_index(course):
    old = SHELF.index()
    SearchChange.objects.create()
    with SHELF.making:
        assert SHELF.index() is old
    assert SHELF.index() is not old


def test_changes_do_not_pile_up():
    for _number in range(450):
        word = SearchWord.objects.first()
        word.save()
    assert SearchChange.objects.count() < 400


def test_lessons_and_their_steps_are_searched(course):
    lesson = add_lesson(course, 1)
    lesson.title = "看温度计"
    lesson.steps = [("step", {"caption": "喷水", "text": "早上喷雾化水。", "pictures": [], "photo": None})]
    lesson.save_revision().publish()
    assert titles("温度计") == titles("雾化水") == ["香菇出菇"]


def test_a_product_of_the_countys_own_is_known_by_its_other_names(course):
    own = Industry.objects.create(code="0142/冻菇王", name="冻菇王", is_product=True)
    own.aliases.create(name="冰菇子")
    course.industries.add(own)
    course.save_revision().publish()
    assert titles("冰菇子") == ["香菇出菇"]


def test_a_word_that_staff_added_finds_courses(course):
    word = SearchWord.objects.get(name="香菇")
    word.words += ";伞伞头"
    word.save()
    assert titles("伞伞头") == ["香菇出菇"]


def test_a_word_out_of_use_finds_nothing(course):
    assert titles("香信") == ["香菇出菇"]
    SearchWord.objects.filter(name="香菇").update(in_use=False)
    SearchChange.objects.create()
    assert titles("香信") == []


def test_loading_the_words_again_changes_nothing():
    assert (load_search_words().added, load_search_words().changed) == (0, 0)


def test_what_staff_changed_stays_when_the_words_are_loaded_again():
    word = SearchWord.objects.get(name="香菇")
    word.words = "伞伞头"
    word.save()
    assert load_search_words().changed == 0
    word.refresh_from_db()
    assert word.words == "伞伞头"


def test_a_word_that_nobody_changed_is_brought_up_to_date():
    word = SearchWord.objects.get(name="香菇")
    word.words = "旧词"
    word.delivered = word.content
    word.save()
    assert load_search_words().changed == 1
    word.refresh_from_db()
    assert "冬菇" in word.words


def test_searching_asks_the_database_little(course, django_assert_max_num_queries):
    answer_to("香菇")
    with django_assert_max_num_queries(3):
        answer_to("香菇")


def test_the_index_is_read_in_a_few_queries_whatever_the_number(course, django_assert_max_num_queries):
    for number in range(3):
        make_course(f"c{number}")
    with django_assert_max_num_queries(8):
        build_index()


@pytest.mark.any_database
def test_the_page_shows_the_courses_as_cards(client, course):
    assert 'class="card"' in shown(client, "香菇")
    assert "香菇出菇" in shown(client, "香菇")


@pytest.mark.any_database
def test_a_course_without_a_picture_shows_that_of_its_trade(course):
    course.picture = ""
    course.industries.add(Industry.objects.create(code="0142/香菇", name="香菇", is_product=True, picture="mushroom"))
    course.save_revision().publish()
    assert [found.picture for found in answer_to("香菇").courses] == ["mushroom"]


@pytest.mark.any_database
def test_the_page_says_what_it_looked_for_instead(client, course):
    assert "Also looked for: 香菇" in shown(client, "香姑")


@pytest.mark.any_database
def test_the_page_says_plainly_that_there_is_nothing_and_what_to_do(client, course):
    page = shown(client, "养兔")
    assert "There is no course on 养兔 yet." in page
    assert "What you can do now" in page
    assert 'class="card"' not in page


@pytest.mark.any_database
def test_an_empty_page_of_search_asks_what_to_look_for(client, course):
    assert "No course" not in shown(client, "")


@pytest.mark.any_database
def test_only_the_beginning_of_a_long_question_is_searched_and_the_page_says_so(client, course):
    assert "香菇出菇" in shown(client, "香菇" + "怎么" * 3000)
    assert "only its beginning" in shown(client, "香菇" + "怎么" * 3000)


@pytest.mark.parametrize("query", ["<script>alert(1)</script>", "'\";--", "\0", "%", "\ud7ff" * 99, "{{ 7|add:7 }}"])
def test_a_hostile_query_is_answered_and_never_becomes_markup(client, course, query):
    assert "<script>alert" not in shown(client, query)


@pytest.mark.any_database
def test_the_page_is_the_same_whoever_asks_and_leaves_no_trace(course, cast):
    pages = []
    for user in (None, cast.lan.user, cast.dousha):
        client = Client()
        if user:
            client.force_login(user)
        response = client.get("/search", {"q": "香菇"})
        assert not response.cookies
        pages.append(response.content)
    assert len(set(pages)) == 1


@pytest.mark.any_database
def test_an_unchanged_page_costs_nothing_the_second_time(client, course):
    etag = client.get("/search", {"q": "香菇"})["ETag"]
    assert client.get("/search", {"q": "香菇"}, headers={"if-none-match": etag}).status_code == 304


@pytest.mark.any_database
def test_a_query_is_not_written_into_the_log(client, course, caplog):
    with caplog.at_level("DEBUG"):
        shown(client, "我家的事")
    assert "我家的事" not in "".join(
        record.getMessage() for record in caplog.records if record.name != "django.db.backends"
    )


@pytest.mark.any_database
@pytest.mark.parametrize("query", ["", "食用菌", "养兔"])
def test_the_page_fits_into_one_round_trip(client, course, query):
    for number in range(15):
        other = make_course(f"other{number}", lessons=0)
        other.title, other.summary, other.picture = f"食用菌第{number}课", "怎样控温控水" * 12, "pepper_tree"
        other.save_revision().publish()
    assert len(gzip.compress(shown(client, query, "zh-hans").encode())) < 14_000


@pytest.mark.any_database
@pytest.mark.parametrize("path", ["/", "/courses/"])
def test_one_box_for_searching_stands_where_people_begin(client, course, path):
    assert client.get(path).content.decode().count('action="/search"') == 1
