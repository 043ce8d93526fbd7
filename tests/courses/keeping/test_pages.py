"""What a phone fetches once, to be independent of the line afterwards."""

import json
from io import BytesIO

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from PIL import Image

from tests.lessons import make_course
from tools.icons import draw


@pytest.fixture
def lesson(db):
    return make_course().lessons()[0]


def test_the_worker_is_one_script_that_rules_the_whole_site(client):
    answer = client.get("/sw.js")
    script = answer.content.decode()
    assert answer["Content-Type"] == "text/javascript"
    assert "import " not in script
    told = json.loads(script[len("const PHONE = ") : script.index(";\n")])
    assert told["page"] == reverse("on_this_phone")
    assert len(told["files"]) == 2


def test_the_site_can_be_put_on_the_screen_of_a_phone(client, db):
    told = json.loads(client.get(reverse("manifest")).content)
    assert told["display"] == "standalone"
    assert {icon["sizes"] for icon in told["icons"]} >= {"192x192", "512x512"}


@pytest.mark.parametrize("pixels", [192, 512])
def test_icons_have_the_size_that_they_say(pixels):
    assert Image.open(finders.find(f"img/icon-{pixels}.png")).size == (pixels, pixels)


def test_icons_are_as_the_tool_draws_them(tmp_path):
    draw(tmp_path)
    for path in tmp_path.iterdir():
        drawn, kept = path.read_bytes(), open(finders.find(f"img/{path.name}"), "rb").read()  # noqa: SIM115, PTH123
        if path.suffix == ".png":
            drawn, kept = (Image.open(BytesIO(each)).convert("RGB").tobytes() for each in (drawn, kept))
        assert drawn == kept


def test_a_short_link_leads_to_its_lesson(client, lesson):
    assert client.get(reverse("short_link", args=[lesson.pk]))["Location"] == lesson.url


def test_a_short_link_to_a_lesson_that_is_gone_finds_nothing(client, lesson):
    lesson.unpublish()
    assert client.get(reverse("short_link", args=[lesson.pk])).status_code == 404


def public_addresses(lesson):
    return ["/", "/courses/", lesson.course.url, lesson.url, "/search?q=x", reverse("on_this_phone")]


def test_public_pages_may_be_kept_and_are_asked_about(client, lesson):
    for address in public_addresses(lesson):
        first = client.get(address)
        assert first["Cache-Control"] == "public, no-cache", address
        assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304, address


def test_public_pages_are_the_same_for_somebody_signed_in(client, lesson, cast):
    before = [client.get(address).content for address in public_addresses(lesson)]
    client.force_login(cast.lan.user)
    assert [client.get(address).content for address in public_addresses(lesson)] == before


def test_the_languages_have_tags_of_their_own(client, lesson):
    chinese = client.get(lesson.url)["ETag"]
    client.cookies["django_language"] = "en"
    assert client.get(lesson.url)["ETag"] != chinese


def test_personal_pages_are_never_kept(client, cast):
    client.force_login(cast.lan.user)
    for name in ("my_start", "my_file", "my_records"):
        assert "no-store" in client.get(reverse(name))["Cache-Control"]
