import pytest

from eduplatform.env import BadEnvironment, env_bool, env_int, env_list


def test_an_unset_variable_gives_the_default(monkeypatch):
    monkeypatch.delenv("EDU_X", raising=False)
    assert env_bool("EDU_X", True) is True


def test_an_unreadable_switch_names_the_variable(monkeypatch):
    monkeypatch.setenv("EDU_X", "maybe")
    with pytest.raises(BadEnvironment, match="EDU_X"):
        env_bool("EDU_X", False)


def test_an_unreadable_number_names_the_variable(monkeypatch):
    monkeypatch.setenv("EDU_X", "ten")
    with pytest.raises(BadEnvironment, match="EDU_X"):
        env_int("EDU_X", 1)


def test_a_list_drops_empty_parts(monkeypatch):
    monkeypatch.setenv("EDU_X", "a, ,b,")
    assert env_list("EDU_X") == ["a", "b"]
