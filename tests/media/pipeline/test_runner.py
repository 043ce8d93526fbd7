import io
import os
import subprocess
import sys
import time

import pytest

from media.pipeline.runner import Bounds, EncodeError, confined, find_ffmpeg, read_progress, run_ffmpeg

ROOMY = Bounds(wall_s=20, cpu_s=20)
WRITES_ITS_PID = "import os, time; open('pid', 'w').write(str(os.getpid()));"
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
    run_ffmpeg(
        [sys.executable, "-c", code], folder=folder or ".", duration_s=10, bounds=bounds, on_progress=on_progress
    )


def error_of(code, bounds=ROOMY, folder=None):
    with pytest.raises(EncodeError) as caught:
        run(code, bounds, folder)
    return caught.value


def alive(pid):
    """The process's state letter; empty when it is gone."""
    command = ["ps", "-o", "stat=", "-p", str(pid)]
    return subprocess.run(command, check=False, capture_output=True, text=True).stdout.strip()


def test_progress_never_goes_back():
    percents = [p.percent for p in read_progress(io.StringIO(PROGRESS), 60)]
    assert percents == [0, 50, 50, 100]


def test_progress_estimates_what_is_left():
    assert list(read_progress(io.StringIO(PROGRESS), 60))[1].eta_s == 12


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


def test_the_child_has_no_network():
    if "unshare" not in confined(["true"], ROOMY)[0]:
        pytest.skip("this kernel gives no network namespace to a plain user")
    error = error_of("import socket; socket.create_connection(('127.0.0.1', 9), 2)")
    assert "Network is unreachable" in error.detail or "Errno 101" in error.detail


def test_a_cancelled_job_takes_its_child_along(tmp_path):
    code = (
        "import os,time; open('pid','w').write(str(os.getpid())); print('progress=continue',flush=True); time.sleep(60)"
    )

    def cancel(progress):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(code, folder=tmp_path, on_progress=cancel)
    assert alive((tmp_path / "pid").read_text()) == ""


def test_the_child_dies_with_its_parent(tmp_path):
    """A killed worker must not leave an encoder behind that goes on writing."""
    child = WRITES_ITS_PID + "time.sleep(60)"
    parent = (
        "import sys; from media.pipeline.runner import *;"
        f"run_ffmpeg([sys.executable,'-c',{child!r}],folder={str(tmp_path)!r},duration_s=1,"
        "bounds=Bounds(wall_s=60,cpu_s=60),on_progress=print)"
    )
    process = subprocess.Popen([sys.executable, "-c", parent])
    pid_file = tmp_path / "pid"
    wait_until(lambda: pid_file.exists() and pid_file.read_text())
    process.kill()
    process.wait()
    wait_until(lambda: alive(pid_file.read_text()) in ("", "Z"))


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
