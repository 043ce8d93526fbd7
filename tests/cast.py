"""The people that most tests speak of: two townships, a household in each, and one officer per role."""

from dataclasses import dataclass

from eduplatform.accounts.models import User
from learners.people.models import Household, Person
from learners.regions.models import Officer, Region
from tests.factories import (
    HelperFactory,
    HouseholdFactory,
    OfficerFactory,
    PersonFactory,
    RegionFactory,
    UserFactory,
)

PLACES = [
    ("530000000000", "云南省", "云南省", "province"),
    ("530600000000", "昭通市", "昭通市", "city"),
    ("530623000000", "盐津县", "盐津县", "county"),
    ("530623101000", "盐井镇", "盐井镇", "township"),
    ("530623101202", "芭蕉村民委员会", "芭蕉村", "village"),
    ("530623103000", "豆沙镇", "豆沙镇", "township"),
    ("530623103201", "石门村民委员会", "石门村", "village"),
    ("530623103202", "石缸村民委员会", "石缸村", "village"),
]


@dataclass
class Cast:
    """`lan` learns in 石缸村 of 豆沙镇; `gui` lives in 芭蕉村 of 盐井镇, another township."""

    lan: Person
    lan_home: Household
    gui: Person
    gui_home: Household
    county: User
    dousha: User  # township staff of 豆沙镇
    yanjing: User  # township staff of 盐井镇
    helper: User  # of lan's household only
    trainer: User
    editor: User
    auditor: User


def make_places() -> dict[str, Region]:
    """The regions by short name."""
    parent: dict[str, Region] = {}
    for code, name, short, level in PLACES:
        above = {"city": 2, "county": 4, "township": 6, "village": 9}.get(level)
        parent_code = code[:above].ljust(12, "0") if above else None
        parent[short] = RegionFactory(code=code, name=name, short_name=short, level=level, parent_id=parent_code)
    return parent


def make_officer(name: str, role: Officer.Role, region: Region) -> User:
    user: User = UserFactory(username=name)
    OfficerFactory(user=user, role=role, region=region)
    return user


def make_cast() -> Cast:
    places = make_places()
    lan_home = HouseholdFactory(village=places["石缸村"])
    gui_home = HouseholdFactory(village=places["芭蕉村"], number="5306231012020001")
    helper = make_officer("helper", Officer.Role.HELPER, places["石缸村"])
    HelperFactory(household=lan_home, user=helper)
    return Cast(
        lan=PersonFactory(household=lan_home, name="王兰", user=UserFactory(username="lan")),
        lan_home=lan_home,
        gui=PersonFactory(household=gui_home, name="李贵", user=UserFactory(username="gui")),
        gui_home=gui_home,
        county=make_officer("county", Officer.Role.COUNTY, places["盐津县"]),
        dousha=make_officer("dousha", Officer.Role.TOWNSHIP, places["豆沙镇"]),
        yanjing=make_officer("yanjing", Officer.Role.TOWNSHIP, places["盐井镇"]),
        helper=helper,
        trainer=make_officer("trainer", Officer.Role.TRAINER, places["盐津县"]),
        editor=make_officer("editor", Officer.Role.EDITOR, places["盐津县"]),
        auditor=make_officer("auditor", Officer.Role.AUDITOR, places["盐津县"]),
    )
