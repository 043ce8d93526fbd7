"""What the served processes are told, and what a person is told."""

from eduplatform.demo.signins import SignIn
from tools.environment import names_read
from tools.serve import environment, sign_in_table, sweep, web, welcome, worker


def test_the_site_answers_to_the_address_a_phone_in_the_network_uses(monkeypatch):
    monkeypatch.delenv("ALLOWED_HOSTS", raising=False)
    monkeypatch.setattr("tools.serve.own_address", lambda: "192.0.2.7")
    assert "192.0.2.7" in environment("0.0.0.0", 8000)["ALLOWED_HOSTS"].split(",")
    assert "http://192.0.2.7:8000/" in welcome("0.0.0.0", 8000, 200)


def test_what_the_caller_set_is_kept(monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", "skills.example")
    monkeypatch.setenv("DEMO", "0")
    told = environment("127.0.0.1", 8000)
    assert (told["ALLOWED_HOSTS"], told["DEMO"]) == ("skills.example", "0")


def test_everything_that_is_told_is_a_setting(monkeypatch):
    for name in names_read():
        monkeypatch.delenv(name, raising=False)
    told = {name for name, value in environment("127.0.0.1", 8000).items() if name in names_read()}
    assert told == {"ALLOWED_HOSTS", "PUBLIC_URL", "DEMO"}


def test_an_error_of_the_first_page_is_not_passed_over():
    assert "error (500)" in welcome("127.0.0.1", 8000, 500)
    assert "error" not in welcome("127.0.0.1", 8000, 200)


def test_the_table_lines_up_also_in_chinese():
    rows = [SignIn("county", "zhou", "secret", "/office/"), SignIn("乡镇", "龙", "by code", "/me/")]
    assert sign_in_table("http://localhost:8000", rows) == [
        "Role    Signs in as  With     Starts at",
        "county  zhou         secret   http://localhost:8000/office/",
        "乡镇    龙           by code  http://localhost:8000/me/",
    ]


def test_each_process_has_a_name_of_its_own():
    assert [program.name for program in (web("127.0.0.1", 1), worker(), sweep())] == ["web", "worker", "sweep"]
