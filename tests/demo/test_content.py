import csv
from pathlib import Path

import pytest

from eduplatform.demo.content import CAPTION_LENGTH, PICTURES, ContentError, CourseContent, load_courses

OPTIONS = """
options = [
  { picture = "tick", label = "对的", correct = true },
  { picture = "cross", label = "不对的" },
]
"""
QUESTION = f'[[lessons.quiz]]\nquestion = "哪个对？"\nexplain = "这个对。"{OPTIONS}'
STEP = '[[lessons.steps]]\ncaption = "一步"\ntext = "先做。再看。"\nscene = ["pot"]\nmotion = "show"\n'
COURSE = """slug = "tea"
title = "茶"
summary = "讲茶。"
industry_codes = ["0164"]
products = ["茶叶"]
level = "入门"
season_months = [3]
tags = ["茶"]
heavy_work = false
icon = "tea_leaf"
causes = []
"""


def lesson(slug: str, steps: int = 4, questions: int = 2) -> str:
    head = f'[[lessons]]\nslug = "{slug}"\ntitle = "一课"\ngoal = "会做。"\nminutes = 2\n'
    return head + STEP * steps + QUESTION * questions


VALID = COURSE + lesson("pick") + lesson("dry")
REFERENCE = Path(__file__).parents[2] / "courses" / "data"


@pytest.fixture(scope="module")
def courses() -> tuple[CourseContent, ...]:
    return load_courses()


def column(name: str, key: str) -> set[str]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as lines:
        return {row[key] for row in csv.DictReader(lines)}


def load_text(directory: Path, text: str, name: str = "tea.toml") -> CourseContent:
    (directory / name).write_text(text, encoding="utf-8")
    return load_courses(directory)[0]


def test_it_reads_a_course_with_its_lessons_steps_and_quiz(tmp_path):
    course = load_text(tmp_path, VALID)
    assert [lesson.slug for lesson in course.lessons] == ["pick", "dry"]
    assert course.lessons[0].steps[3].scene == ("pot",)
    assert [option.correct for option in course.lessons[1].quiz[1].options] == [True, False]


@pytest.mark.parametrize(
    ("old", "new", "place", "problem"),
    [
        ('slug = "tea"', 'slug = "Tea"', "course.slug", "a-z"),
        ('slug = "tea"', 'slug = "coffee"', "course.slug", "name of the file"),
        ('title = "茶"', 'titel = "茶"', "course.title", "missing"),
        ('level = "入门"', 'level = "高级"', "course.level", "高级"),
        ("season_months = [3]", "season_months = [13]", "course.season_months", "1 to 12"),
        ("season_months = [3]", "season_months = [true]", "course.season_months", "1 to 12"),
        ("season_months = [3]", "season_months = []", "course.season_months", "no month"),
        ("season_months = [3]", "season_months = [3, 3]", "course.season_months", "twice"),
        ('["0164"]', '["164"]', "course.industry_codes", "four digits"),
        ('["0164"]', "[]", "course.industry_codes", "an industry or a cause"),
        ('products = ["茶叶"]', "products = []", "course.products", "local products"),
        ("causes = []", 'causes = ["因懒"]', "course.causes", "因懒"),
        ('tags = ["茶"]', "tags = []", "course.tags", "no tag"),
        ('tags = ["茶"]', "tags = [1]", "course.tags", "list of texts"),
        ('tags = ["茶"]', 'tags = "茶"', "course.tags", "must be a list"),
        ("heavy_work = false", 'heavy_work = "no"', "course.heavy_work", "true or false"),
        ('icon = "tea_leaf"', 'icon = "unicorn"', "course.icon", "unicorn"),
        ('slug = "dry"', 'slug = "pick"', "course.lessons", "twice"),
        ("minutes = 2", "minutes = 5", "course.lessons[1].minutes", "2 to 4"),
        ('caption = "一步"', f'caption = "{"步" * 17}"', "course.lessons[1].steps[1].caption", "17"),
        ('caption = "一步"', 'caption = " 一步"', "course.lessons[1].steps[1].caption", "blanks"),
        ('text = "先做。再看。"', 'text = "先做。"', "course.lessons[1].steps[1].text", "sentences"),
        ('scene = ["pot"]', 'scene = ["wok"]', "course.lessons[1].steps[1].scene", "wok"),
        ('scene = ["pot"]', "scene = []", "course.lessons[1].steps[1].scene", "1 to 3"),
        ('motion = "show"', 'motion = "fly"', "course.lessons[1].steps[1].motion", "fly"),
        ('motion = "show"', 'motion = "show"\nsound = 1', "course.lessons[1].steps[1].sound", "known"),
        (", correct = true", "", "course.lessons[1].quiz[1].options", "exactly one"),
        ('label = "不对的"', 'label = "对的"', "course.lessons[1].quiz[1].options", "twice"),
        ('picture = "cross"', 'picture = "tick"', "course.lessons[1].quiz[1].options", "twice"),
        (
            'label = "不对的"',
            'label = "不对的", correct = true',
            "course.lessons[1].quiz[1].options",
            "exactly one",
        ),
    ],
)
def test_a_broken_rule_is_named_with_file_and_place(tmp_path, old, new, place, problem):
    assert old in VALID
    with pytest.raises(ContentError) as caught:
        load_text(tmp_path, VALID.replace(old, new, 1))
    assert caught.value.place == place
    assert problem in caught.value.problem
    assert str(caught.value).startswith(f"tea.toml: {place}: ")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (COURSE + lesson("pick"), "course.lessons"),
        (COURSE + "".join(lesson(slug) for slug in "abcde"), "course.lessons"),
        (COURSE + lesson("pick") + lesson("dry", steps=3), "course.lessons[2].steps"),
        (COURSE + lesson("pick") + lesson("dry", steps=7), "course.lessons[2].steps"),
        (COURSE + lesson("pick", questions=1) + lesson("dry"), "course.lessons[1].quiz"),
        (COURSE + lesson("pick", questions=4) + lesson("dry"), "course.lessons[1].quiz"),
    ],
)
def test_too_few_or_too_many_parts_are_refused(tmp_path, text, place):
    with pytest.raises(ContentError) as caught:
        load_text(tmp_path, text)
    assert caught.value.place == place


def test_a_file_that_is_no_toml_is_named(tmp_path):
    with pytest.raises(ContentError, match=r"tea\.toml: file: is not TOML"):
        load_text(tmp_path, "slug = ")


def test_a_directory_without_courses_is_an_error(tmp_path):
    with pytest.raises(ContentError, match="no course file"):
        load_courses(tmp_path)


def test_a_policy_course_needs_a_cause_and_no_industry(tmp_path):
    text = VALID.replace('["0164"]', "[]").replace('["茶叶"]', "[]").replace("causes = []", 'causes = ["因病"]')
    assert load_text(tmp_path, text).causes == ("因病",)


def test_the_demo_has_at_least_twelve_courses_of_two_to_four_lessons(courses):
    assert len(courses) >= 12
    assert {len(course.lessons) for course in courses} <= {2, 3, 4}


@pytest.mark.parametrize("product", ["竹笋", "乌鸡", "肉牛", "花椒", "茶叶", "中药材", "香菇", "养猪", "农村电商"])
def test_every_product_of_the_demo_has_a_course(courses, product):
    assert any(product in course.products for course in courses)


@pytest.mark.parametrize("cause", ["因病", "因残", "因学", "缺土地"])
def test_causes_that_no_trade_mends_have_a_policy_course(courses, cause):
    assert any(cause in course.causes for course in courses)


def test_each_month_has_a_trade_course_in_season(courses):
    months = {month for course in courses if course.industry_codes for month in course.season_months}
    assert months == set(range(1, 13))


def test_no_caption_of_the_demo_stands_twice_in_one_lesson(courses):
    for lesson_content in (lesson for course in courses for lesson in course.lessons):
        captions = [step.caption for step in lesson_content.steps]
        assert len(set(captions)) == len(captions), lesson_content.slug
        assert max(map(len, captions)) <= CAPTION_LENGTH


def test_the_right_answer_does_not_always_stand_first(courses):
    places = {
        [option.correct for option in question.options].index(True)
        for course in courses
        for lesson in course.lessons
        for question in lesson.quiz
    }
    assert {0, 1, 2} <= places


def test_most_pictures_of_the_vocabulary_are_used(courses):
    lessons = [lesson for course in courses for lesson in course.lessons]
    drawn = {picture for lesson in lessons for step in lesson.steps for picture in step.scene}
    asked = {o.picture for lesson in lessons for question in lesson.quiz for o in question.options}
    assert len((drawn | asked) & PICTURES) > 0.9 * len(PICTURES)


def test_every_industry_code_is_one_of_the_standard(courses):
    assert {code for course in courses for code in course.industry_codes} <= column("gbt4754.csv", "code")


def test_every_product_is_known_to_the_platform(courses):
    assert {product for course in courses for product in course.products} <= column("products.csv", "name")
