"""A program that tries to do harm, behind each of the layers that this machine offers."""

import json
import os
import socket
import stat
import sys
import threading
from pathlib import Path

import pytest

from media.pipeline import cage, confine
from media.pipeline.confine import Bounds
from media.pipeline.runner import EncodeError, run_ffmpeg

SECRET = "the-secret-of-the-canary"
# What a decoder could be made to do; each answer is the name of the error that stopped it, or "done".
ATTACKS = """
import ctypes, json, os, socket, sys
libc = ctypes.CDLL(None, use_errno=True)
canary, outside, port = sys.argv[1], sys.argv[2], int(sys.argv[3])

def raw(number, *arguments):
    if libc.syscall(number, *arguments) < 0:
        raise OSError(ctypes.get_errno(), "raw call")

def fork():
    if os.fork() == 0:
        os._exit(0)

def tell():
    with socket.create_connection(("127.0.0.1", port), 2) as line:
        line.send(b"hello")

attempts = {
    "read the canary": lambda: open(canary).read(),
    "read another's environment": lambda: open(f"/proc/{os.getppid() or 1}/environ").read(1),
    "list the root's home": lambda: os.listdir(os.path.dirname(canary)),
    "write elsewhere": lambda: open(outside, "w").write("x"),
    "write to the temporary folder": lambda: (open("/tmp/left-behind", "w"), os.unlink("/tmp/left-behind")),
    "write to shared memory": lambda: (open("/dev/shm/left-behind", "w"), os.unlink("/dev/shm/left-behind")),
    "change the canary's mode": lambda: os.chmod(canary, 0o777),
    "link to the canary": lambda: os.link(canary, "mine"),
    "cut the canary": lambda: os.truncate(canary, 0),
    "cut the open canary": lambda: os.close(os.open(canary, os.O_WRONLY | os.O_TRUNC)),
    "move the canary here": lambda: os.rename(canary, "mine"),
    "remove the canary": lambda: os.unlink(canary),
    "connect": tell,
    "open a local socket": lambda: socket.socket(socket.AF_UNIX),
    "start a process": fork,
    "signal its parent": lambda: os.kill(os.getppid() or 1, 0),
    "make a namespace": lambda: raw(272 if os.uname().machine == "x86_64" else 97, 0x10000000),
    "keep bytes in memory files": lambda: os.memfd_create("x"),
    "run what it wrote": lambda: (open("tool", "wb").write(open("/bin/true", "rb").read()), os.execv("./tool", ["t"])),
}
answers = {}
for name, attempt in attempts.items():
    try:
        attempt()
        answers[name] = "done"
    except OSError as error:
        answers[name] = type(error).__name__
open("answers.json", "w").write(json.dumps(answers))
"""


# What only a layer that hides files can stop; the last is no harm by itself.
NEEDS_FILES_HIDDEN = {
    *("read the canary", "read another's environment", "list the root's home", "write elsewhere"),
    *("write to the temporary folder", "write to shared memory", "link to the canary", "run what it wrote"),
    *("cut the open canary", "move the canary here", "remove the canary"),
}


def offered_layers():
    strongest = confine.outer_layer()
    order = ["bubblewrap", "unshare", ""]
    return order[order.index(strongest) :]


@pytest.fixture(params=["bubblewrap", "unshare", ""], ids=["bubblewrap", "unshare", "plain"])
def layer(request, monkeypatch):
    if request.param not in offered_layers():
        pytest.skip(f"this machine has no {request.param}: it offers {', '.join(confine.layers())}")
    monkeypatch.setattr(confine, "outer_layer", lambda: request.param)
    return request.param


@pytest.fixture
def server():
    """Counts who comes; nobody may."""
    visits = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        over = threading.Event()

        def serve():
            while not over.is_set():
                try:
                    connection, _ = listener.accept()
                except TimeoutError:
                    continue
                visits.append(connection)
                connection.close()

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1], visits
        over.set()
        thread.join()


def run(folder, *words, wall_s=20, **bounds):
    run_ffmpeg(
        [sys.executable, *words],
        folder=folder,
        duration_s=1,
        bounds=Bounds(wall_s=wall_s, cpu_s=20, **bounds),
        on_progress=lambda progress: None,
    )


@pytest.fixture
def places(tmp_path):
    work, home = tmp_path / "work", tmp_path / "home"
    work.mkdir()
    home.mkdir()
    canary = home / "canary.txt"
    canary.write_text(SECRET)
    canary.chmod(0o600)
    return work, home, canary


def test_this_machine_has_a_layer_that_hides_files():
    assert {"bubblewrap", "landlock"} & set(confine.layers()), confine.layers()


def test_a_program_that_tries_everything_gets_nothing(layer, places, server):
    work, home, canary = places
    port, visits = server
    run(work, "-c", ATTACKS, str(canary), str(home / "outside.txt"), str(port))
    answers = json.loads((work / "answers.json").read_text())
    assert {name for name, answer in answers.items() if answer == "done"} == set()
    assert canary.read_text() == SECRET
    assert stat.S_IMODE(canary.stat().st_mode) == 0o600
    assert [path.name for path in home.iterdir()] == ["canary.txt"]
    assert visits == []


def test_it_can_work_in_its_folder(layer, places):
    work, _, _ = places
    run(work, "-c", "import os; open('a', 'w').write('x'); os.rename('a', 'b'); open('b').read(); open('c', 'w')")
    assert {path.name for path in work.iterdir()} == {"b", "c"}


def test_it_reads_the_inputs_that_its_words_name(layer, places):
    work, _, canary = places
    run(work, "-c", "import sys; open('copy', 'w').write(open(sys.argv[2]).read())", "-i", str(canary))
    assert (work / "copy").read_text() == SECRET
    with pytest.raises(EncodeError):
        run(work, "-c", "import sys; open(sys.argv[2], 'a').write('x')", "-i", str(canary))
    assert canary.read_text() == SECRET


def test_threads_are_allowed(layer, places):
    run(places[0], "-c", "from threading import Thread as T; t = T(target=print); t.start(); t.join()")


@pytest.mark.parametrize(
    ("code", "bounds", "expected"),
    [
        ("import time; time.sleep(60)", {"wall_s": 0.7}, "timeout"),
        ("while True: pass", {"wall_s": 0.7}, "timeout"),
        ("x = bytearray(2 * 1024**3)", {"memory_bytes": 512 * 1024**2}, "failed"),
        ("open('big', 'wb').write(bytes(4_000_000))", {"file_bytes": 1_000_000}, "output_too_large"),
        ("import os; [os.open('/dev/null', 0) for _ in range(5000)]", {}, "failed"),
    ],
    ids=["sleeps", "spins", "memory", "output", "open files"],
)
def test_it_is_ended_and_diagnosed(layer, places, code, bounds, expected):
    with pytest.raises(EncodeError) as caught:
        run(places[0], "-c", code, **bounds)
    assert caught.value.code == expected


def test_processor_time_is_bounded(layer, places):
    with pytest.raises(EncodeError) as caught:
        run_ffmpeg(
            [sys.executable, "-c", "while True: pass"],
            folder=places[0],
            duration_s=1,
            bounds=Bounds(wall_s=30, cpu_s=1),
            on_progress=print,
        )
    assert caught.value.code in ("timeout", "killed")


def test_a_file_inside_the_folder_can_be_kept_from_change(places):
    if confine.outer_layer() != "bubblewrap":
        pytest.skip(f"only bubblewrap can do this; here is {', '.join(confine.layers())}")
    work, _, _ = places
    original = work / "original"
    original.write_text("whole")
    with pytest.raises(EncodeError):
        run(work, "-c", "import sys; open(sys.argv[2], 'w')", "-i", str(original))
    assert original.read_text() == "whole"


def test_without_landlock_the_rest_still_holds(places, monkeypatch, server):
    """As on a kernel of 2020 in a container: no namespaces and no Landlock."""
    monkeypatch.setattr(confine, "outer_layer", lambda: "")
    work, home, canary = places
    without = work / "cage.py"
    text = Path(cage.__file__).read_text().replace("version = landlock_version()", "version = 0")
    without.write_text(text)
    monkeypatch.setattr(cage, "__file__", str(without))
    port, visits = server
    run(work, "-c", ATTACKS, str(canary), str(home / "outside.txt"), str(port))
    answers = json.loads((work / "answers.json").read_text())
    assert {name for name, answer in answers.items() if answer == "done"} <= NEEDS_FILES_HIDDEN
    assert visits == []


@pytest.mark.parametrize("machine", cage.ARCHITECTURES)
def test_a_filter_names_each_forbidden_call(machine):
    column = list(cage.ARCHITECTURES).index(machine)
    compared = {value for code, _, _, value in cage.filter_lines(machine, 77) if code == cage.JUMP_EQUAL}
    wanted = {numbers[column] for numbers in cage.FORBIDDEN.values() if numbers[column] is not None}
    assert wanted < compared
    assert cage.filter_lines(machine, 77)[-1] == (cage.RETURN, 0, 0, cage.ALLOW)


def test_a_command_survives_words_and_back():
    words = cage.words(memory=1, cpu=2, file=3, processes=4, parent=5, reads=["/a b", "/c=d"], writes=["/-- e"])
    assert words[-1] == "--"
    assert "read=/c=d" in words
    assert words.index("--") == len(words) - 1


def test_a_child_whose_parent_is_gone_does_not_start(places):
    with pytest.raises(ProcessLookupError):
        _enter_in_a_child(places[0])


def _enter_in_a_child(folder):
    """`enter` is for good, so it is tried in a process of its own."""
    words = cage.words(memory=0, cpu=0, file=0, processes=0, parent=os.getpid() + 1, reads=[], writes=[str(folder)])
    status = os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "-I", "-S", cage.__file__, *words, "/bin/true"])
    if status:
        raise ProcessLookupError(status)
