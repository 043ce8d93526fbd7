"""The first command of a newcomer works, or says what repairs it."""

import subprocess
import sys
from types import SimpleNamespace

import pytest

from tools import venv
from tools.say import Stop


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where `.venv` would be; nothing is installed in earnest."""
    monkeypatch.setattr(venv, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(venv, "VENV_PYTHON", tmp_path / ".venv" / "bin" / "python")
    installed = []
    monkeypatch.setattr(venv, "install", lambda lock, options: installed.append(lock))
    return SimpleNamespace(path=tmp_path / ".venv", installed=installed)


def make_whole(path):
    (path / "lib" / "python3.11" / "site-packages" / "pip").mkdir(parents=True, exist_ok=True)
    (path / "bin").mkdir(exist_ok=True)
    (path / "bin" / "python").symlink_to(sys.executable)


def test_a_second_start_installs_nothing(folder, monkeypatch):
    monkeypatch.setattr(venv, "make_venv", lambda python: make_whole(folder.path))
    venv.ensure_venv(dev=False)
    assert folder.installed == ["requirements/base.txt", "requirements/fonts.txt"]
    venv.ensure_venv(dev=False)
    assert len(folder.installed) == 2


def test_what_development_needs_includes_what_running_needs(folder, monkeypatch):
    monkeypatch.setattr(venv, "make_venv", lambda python: make_whole(folder.path))
    venv.ensure_venv(dev=True)
    folder.installed.clear()
    venv.ensure_venv(dev=False)
    assert folder.installed == []


def test_a_changed_lock_file_is_installed(folder, monkeypatch):
    make_whole(folder.path)
    venv.ensure_venv(dev=False)
    monkeypatch.setattr(venv, "digest", lambda paths: "another")
    folder.installed.clear()
    venv.ensure_venv(dev=False)
    assert folder.installed


def test_a_half_made_folder_is_made_again(folder, monkeypatch):
    (folder.path / "bin").mkdir(parents=True)
    (folder.path / "bin" / "python").symlink_to(sys.executable)
    made = []
    monkeypatch.setattr(venv, "make_venv", made.append)
    venv.ensure_venv(dev=False)
    assert made


def test_without_a_python_that_is_new_enough_the_repair_is_named(monkeypatch):
    monkeypatch.setattr(venv, "python_version", lambda command: (3, 9))
    with pytest.raises(Stop, match="apt-get install python3 python3-venv"):
        venv.find_python()


def test_without_ensurepip_the_repair_is_named(monkeypatch, folder):
    """Debian keeps it in a package of its own."""
    refused = subprocess.CompletedProcess([], 1, "ensurepip is not available", "")
    monkeypatch.setattr(venv, "python_version", lambda command: (3, 12))
    monkeypatch.setattr("subprocess.run", lambda *args, **kwargs: refused)
    with pytest.raises(Stop, match=r"(?s)ensurepip is not available.*python3-venv.*python3.12-venv"):
        venv.make_venv("python3.12")


def test_a_command_that_is_no_python_has_no_version():
    assert venv.python_version("/nonexistent/python") is None
    assert venv.python_version("true") is None


def test_what_pip_does_is_told_every_few_packages(capsys):
    words = ";".join(f"print('Collecting a{n}')" for n in range(30))
    pip = subprocess.Popen([sys.executable, "-c", words], stdout=subprocess.PIPE, text=True)
    last = venv.follow(pip, 86)
    pip.wait()
    assert capsys.readouterr().out == "    25 of about 86\n"
    assert last[-1] == "Collecting a29"
