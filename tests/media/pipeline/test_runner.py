import io
import os
import subprocess
import sys
import tempfile
import time
import uuid
from fractions import Fraction
from pathlib import Path

import pytest

from media.pipeline import runner
from media.pipeline.runner import (
    MODESTLY,
    Bounds,
    EncodeError,
    bounds_for,
    find_ffmpeg,
    named_inputs,
    read_progress,
    run_ffmpeg,
)
from media.pipeline.sources import SourceInfo

ROOMY = Bounds(wall_s=20, cpu_s=20)
PROGRESS = """out_time_us=N/A
speed=N/A
progress=continue
out_time_us=30000000
speed=2.5x
progress=continue
out_time_us=N/A
speed=N/A
progress=continue
out_time_us=60000000
speed=3x
progress=end
"""


def run(code, bounds=ROOMY, folder=None, on_progress=lambda progress: None):
    with tempfile.TemporaryDirectory() as own:
        run_ffmpeg(
            [sys.executable, "-c", code],
            folder=folder or Path(own),
            duration_s=10,
            bounds=bounds,
            on_progress=on_progress,
        )


def error_of(code, bounds=ROOMY, folder=None):
    with pytest.raises(EncodeError) as caught:
        run(code, bounds, folder)
    return caught.value


def alive(token):
    """Processes with this word in their command; in a sandbox they have other numbers than out here."""
    found = []
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if token.encode() in command.read_bytes() and int(command.parent.name) != os.getpid():
                found.append(command.parent.name)
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def test_progress_never_goes_back():
    percents = [p.percent for p in read_progress(io.StringIO(PROGRESS), 60)]
    assert percents == [0, 50, 50, 100]


def test_progress_estimates_what_is_left():
    assert list(read_progress(io.StringIO(PROGRESS), 60))[1].eta_s == 12


def test_what_nobody_awaits_gives_way_and_may_take_longer(tmp_path, monkeypatch):
    monkeypatch.setattr(runner, "MODESTLY", MODESTLY)
    source = SourceInfo(60, 640, 360, 0, Fraction(25), "h264")
    hurried, patient = bounds_for(source, 2), bounds_for(source, 2, awaited=False)
    assert patient.wall_s > 5 * hurried.wall_s
    written = []
    for bounds in (hurried, patient):
        run("import os; open('nice', 'w').write(str(os.nice(0)))", bounds, tmp_path)
        written.append(int((tmp_path / "nice").read_text()))
    assert written == [os.nice(0), min(19, os.nice(0) + 19)]


def test_a_hanging_child_is_ended():
    error = error_of("import time; time.sleep(60)", Bounds(wall_s=0.5, cpu_s=20))
    assert (error.code, error.permanent) == ("timeout", False)


def test_memory_is_bounded():
    error = error_of("bytearray(2 * 1024**3)", Bounds(wall_s=20, cpu_s=20, memory_bytes=512 * 1024**2))
    assert "MemoryError" in error.detail


def test_output_is_bounded(tmp_path):
    code = "open('big', 'wb').write(bytes(4_000_000))"
    error = error_of(code, Bounds(wall_s=20, cpu_s=20, file_bytes=1_000_000), tmp_path)
    assert error.code == "output_too_large"
    assert (tmp_path / "big").stat().st_size <= 1_000_000


def test_a_damaged_file_is_not_tried_again():
    assert error_of("import sys; sys.exit('Invalid data found when processing input')").permanent


def test_a_full_disk_is_worth_another_try():
    error = error_of("import sys; sys.exit('No space left on device')")
    assert (error.code, error.permanent) == ("no_space", False)


def test_the_child_has_no_secrets_and_no_input(monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_KEY", "known to the web process only")
    code = "import os,sys; open('seen','w').write(os.environ.get('SECRET_KEY','') + sys.stdin.read())"
    run(code, folder=tmp_path)
    assert (tmp_path / "seen").read_text() == ""


def test_a_cancelled_job_takes_its_child_along(tmp_path):
    token = uuid.uuid4().hex
    code = f"'{token}'; import time; print('progress=continue',flush=True); time.sleep(60)"

    def cancel(progress):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(code, folder=tmp_path, on_progress=cancel)
    wait_until(lambda: not alive(token))


def test_the_child_dies_with_its_parent(tmp_path):
    """A killed worker must not leave an encoder behind that goes on writing."""
    token = uuid.uuid4().hex
    child = f"'{token}'; import time; open('started', 'w'); time.sleep(60)"
    parent = (
        "import sys; from media.pipeline.runner import *;"
        f"run_ffmpeg([sys.executable,'-c',{child!r}],folder={str(tmp_path)!r},duration_s=1,"
        "bounds=Bounds(wall_s=60,cpu_s=60),on_progress=print)"
    )
    process = subprocess.Popen([sys.executable, "-c", parent])
    wait_until((tmp_path / "started").exists)
    assert alive(token)
    process.kill()
    process.wait()
    wait_until(lambda: not alive(token))


def test_a_child_that_complains_for_ever_fills_nothing(tmp_path):
    error = error_of("import sys\nfor _ in range(3000): sys.stderr.write('x' * 10_000)\nsys.exit(1)", folder=tmp_path)
    assert len(error.detail) < 3000
    assert list(tmp_path.iterdir()) == []


def test_many_files_are_as_bad_as_a_large_one(tmp_path):
    code = "import time\nfor n in range(40): open(f'{n}', 'wb').write(bytes(1_000_000))\ntime.sleep(60)"
    error = error_of(code, Bounds(wall_s=20, cpu_s=20, folder_bytes=10_000_000), tmp_path)
    assert (error.code, error.permanent) == ("output_too_large", True)


def test_a_line_without_end_is_read_in_pieces():
    lines = io.StringIO("x" * 1_000_000 + "\nprogress=end\n")
    assert [progress.percent for progress in read_progress(lines, 60)] == [100]


def test_nonsense_in_the_progress_is_not_passed_on():
    lines = io.StringIO("out_time_us=nan\nspeed=infx\nprogress=continue\n")
    progress = next(read_progress(lines, 60))
    assert (progress.percent, progress.speed, progress.eta_s) == (0, None, None)


def test_a_crash_is_told_from_a_lack_of_memory(tmp_path):
    assert error_of("import ctypes; ctypes.string_at(0)", folder=tmp_path).code == "crashed"
    assert error_of("import sys; sys.exit('Cannot allocate memory')", folder=tmp_path).code == "no_memory"


def test_only_files_that_the_command_names_are_inputs(tmp_path):
    clip = tmp_path / "clip.mp4"
    clip.touch()
    link = tmp_path / "link.mp4"
    link.symlink_to("/etc/passwd")
    words = ["ffmpeg", "-f", "lavfi", "-i", "testsrc2", "-i", f"file:{clip}", "-i", f"{link}", "-i", "http://a/b", "o"]
    assert named_inputs(words) == [clip]


def wait_until(condition, seconds=15):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_missing_binary_is_named():
    with pytest.raises(EncodeError, match="no-such-ffmpeg"):
        find_ffmpeg("no-such-ffmpeg")


def test_the_wheel_brings_a_binary(monkeypatch):
    monkeypatch.delenv("FFMPEG", raising=False)
    assert os.access(find_ffmpeg(), os.X_OK)


def test_what_its_caller_does_meanwhile_is_not_the_time_of_a_child():
    started = []

    def busy(progress):
        if not started:
            started.append(time.sleep(1.5))

    run("import time; print('progress=continue', flush=True); time.sleep(0.2)", Bounds(1.0, 20), on_progress=busy)
    assert started
