"""docker-compose.yml, as far as it can be known without Docker: it matches the settings, the code and the files."""

import fnmatch
import importlib.util
import re
import shlex
import subprocess
import sys

import pytest
import yaml
from django.core.management import get_commands

from tools.environment import names_read, without_settings
from tools.places import PRODUCT, ROOT

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
NEEDED_ON_A_SERVER = {
    *("DATABASE_URL", "REDIS_URL", "STORAGE_URL", "SECRET_KEY", "FIELD_KEYS", "LOOKUP_KEY"),
    "LEDGER_SIGNING_KEY",
    *("ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "PUBLIC_URL", "HTTPS", "BEHIND_PROXY", "CODE_SENDER"),
}
VARIABLE = re.compile(r"\$\{(\w+)(?::[-?][^}]*)?\}")
EXAMPLE = dict(
    line.split("=", 1)
    for line in (ROOT / "deploy" / "example.env").read_text(encoding="utf-8").splitlines()
    if "=" in line and not line.startswith("#")
)


def filled_in(value: str) -> str:
    """As Docker would, with values for what deploy/example.env leaves open."""
    samples = {**{name: f"{name.lower()}-0123456789-0123456789-sample-of-many-letters" for name in EXAMPLE}}
    samples |= {"SITE_HOST": "skills.example", "LOG_LEVEL": "INFO"}
    return VARIABLE.sub(lambda found: samples[found[1]], value)


def words(service) -> list[str]:
    return shlex.split(service["command"])


def test_the_size_that_was_promised_is_there():
    assert set(SERVICES) >= {"web", "worker", "beat", "postgres", "redis", "store", "buckets", "proxy"}


@pytest.mark.parametrize("name", OURS)
def test_every_variable_is_read_by_the_settings(name):
    assert set(OURS[name]["environment"]) <= names_read()


@pytest.mark.parametrize("name", OURS)
def test_nothing_that_a_server_needs_is_forgotten(name):
    assert set(OURS[name]["environment"]) >= NEEDED_ON_A_SERVER


def test_every_variable_to_fill_in_is_in_the_example():
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert {found[1] for found in VARIABLE.finditer(text)} == set(EXAMPLE)


def test_the_settings_take_these_values(tmp_path):
    """Also the storage address, whose query holds the public one."""
    environment = {name: filled_in(value) for name, value in OURS["web"]["environment"].items()}
    asks = (
        "from django.conf import settings as s; import django; django.setup();"
        "from django.core.files.storage import default_storage as d;"
        "print(s.DATABASES['default']['HOST'], s.CELERY_BROKER_URL, d.url('packages/a/b.mp4'))"
    )
    run = subprocess.run(
        [sys.executable, "-c", asks],
        cwd=ROOT,
        env={
            **without_settings(),
            **environment,
            "VAR_DIR": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "eduplatform.settings",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stderr == ""
    assert run.stdout.split() == [
        "postgres",
        "redis://redis:6379/0",
        "https://skills.example/files/packages/a/b.mp4",
    ]


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_the_command_starts_a_module_that_is_installed(name):
    python, dash_m, module, *rest = words(OURS[name])
    assert (python, dash_m) == ("python", "-m")
    assert importlib.util.find_spec(module)
    target = rest[-1] if name == "web" else rest[rest.index("-A") + 1]
    assert importlib.util.find_spec(target.partition(":")[0])


def test_the_commands_of_the_migration_exist():
    commands = re.findall(r"manage\.py (\w+)", OURS["migrate"]["command"])
    assert commands == ["migrate", "load_reference"]
    assert set(commands) <= set(get_commands())


@pytest.mark.parametrize("name", SERVICES)
def test_every_image_is_pinned(name):
    image = SERVICES[name].get("image", "")
    tag = image.partition(":")[2]
    assert re.search(r"\d+\.\d+|RELEASE\.\d{4}-\d\d-\d\dT", tag), image


def test_the_base_image_is_pinned():
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert re.search(r"^FROM python:3\.\d+\.\d+-slim", text, re.MULTILINE)


@pytest.mark.parametrize("name", SERVICES)
def test_what_a_service_waits_for_is_a_service_that_can_tell(name):
    for other, how in SERVICES[name].get("depends_on", {}).items():
        if how["condition"] == "service_healthy":
            assert "healthcheck" in SERVICES[other]
        else:
            assert SERVICES[other]["restart"] == "no"


@pytest.mark.parametrize("name", SERVICES)
def test_volumes_are_declared_and_mounted_files_exist(name):
    for volume in SERVICES[name].get("volumes", []):
        source = volume.split(":")[0]
        assert (ROOT / source).exists() if source.startswith(".") else source in COMPOSE["volumes"]


def test_the_proxy_knows_the_services_by_their_names():
    proxy = SERVICES["proxy"]["environment"]
    assert proxy["WEB"].split(":")[0] in SERVICES
    assert proxy["STORE"].split(":")[0] in SERVICES
    assert f"@{proxy['STORE']}/{proxy['BUCKET']}?" in OURS["web"]["environment"]["STORAGE_URL"]


def test_the_proxy_is_told_every_name_of_its_template():
    text = (ROOT / "deploy" / "nginx.conf.template").read_text(encoding="utf-8")
    named = set(re.findall(r"\$\{([A-Z_]+)\}", text)) - {"NAMES"}
    assert named == set(SERVICES["proxy"]["environment"])


def test_no_code_is_hidden_from_the_image():
    """`media/` is code; a pattern taken from a template might take it for uploads."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    patterns = [line.replace("**/", "*") for line in lines if line and not line.startswith("#")]
    needed = [*PRODUCT, "templates", "locale", "requirements", "manage.py", "tools/compile_messages.py"]
    needed += [str(path.relative_to(ROOT)) for path in (ROOT / "media").rglob("*.py")]
    assert not [path for path in needed for pattern in patterns if fnmatch.fnmatch(path, pattern)]
