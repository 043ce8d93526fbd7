"""Who can sign in to the demo: one officer per role, five villagers. Knows no Django: `make run` prints it."""

from dataclasses import dataclass

PASSWORD = "lexiang-2026-demo"  # noqa: S105 - the demo holds no real person
COUNTY = "530623000000"
DOUSHA = "530623103000"
YANJING = "530623101000"


@dataclass(frozen=True)
class SignIn:
    """One line of what `make run` prints. `secret` is a password, or how to get the code."""

    role: str
    login: str
    secret: str
    start_url: str


@dataclass(frozen=True)
class DemoOfficer:
    """An officer of the demo; `role` is a value of Officer.Role, `region` a 12-digit code."""

    username: str
    name: str
    role: str
    region: str


@dataclass(frozen=True)
class DemoVillager:
    """A person of the demo's register who gets this phone number; `village` is a 12-digit code.

    `lessons_done` of the first course offered: 4 is more than a course has, so all of it.
    """

    phone: str
    village: str
    lacks_skill: bool
    lessons_done: int


OFFICERS = (
    DemoOfficer("county", "周敏", "county", COUNTY),
    DemoOfficer("dousha", "龙文萍", "township", DOUSHA),
    DemoOfficer("yanjing", "马志强", "township", YANJING),
    DemoOfficer("helper", "唐家蓉", "helper", DOUSHA),
    DemoOfficer("trainer", "罗开元", "trainer", COUNTY),
    DemoOfficer("editor", "孙晓梅", "editor", COUNTY),
    DemoOfficer("auditor", "郭建国", "auditor", COUNTY),
)
# Numbers beginning with 1540 are given to nobody.
VILLAGERS = (
    DemoVillager("15400000001", "530623103202", lacks_skill=True, lessons_done=1),
    DemoVillager("15400000002", "530623103202", lacks_skill=True, lessons_done=0),
    DemoVillager("15400000003", "530623103204", lacks_skill=True, lessons_done=4),
    DemoVillager("15400000004", "530623103206", lacks_skill=False, lessons_done=0),
    DemoVillager("15400000005", "530623101202", lacks_skill=True, lessons_done=0),
)

CODE = "by code: it appears in this window"
SIGN_INS = [
    *(SignIn(officer.role, officer.username, PASSWORD, "/accounts/login/") for officer in OFFICERS),
    *(SignIn("villager", villager.phone, CODE, "/accounts/code/") for villager in VILLAGERS),
]
