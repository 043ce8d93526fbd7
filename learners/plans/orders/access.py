"""Who sees which orders, and who may answer them."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import Http404

from eduplatform.accounts.models import User
from learners.people.access import log_looks, people_for
from learners.people.models import Person
from learners.plans.desk.queries import codes_around
from learners.plans.orders.models import TrainingOrder, VoiceNote, Wish
from learners.regions.access import AREA_ROLES, officer_of, within
from learners.regions.models import Officer

# Trainers see what is wished for and how often in which village, never by whom.
ORDER_ROLES = (*AREA_ROLES, Officer.Role.TRAINER, Officer.Role.EDITOR)
ANSWERING_ROLES = (Officer.Role.COUNTY, Officer.Role.TOWNSHIP, Officer.Role.TRAINER, Officer.Role.EDITOR)
JOB_ROLES = (Officer.Role.COUNTY, Officer.Role.TOWNSHIP, Officer.Role.VILLAGE)


def get_order_officer(user: User | AnonymousUser, roles: tuple[Officer.Role, ...] = ORDER_ROLES) -> Officer:
    """The officer; Http404 for those in none of the roles."""
    officer = officer_of(user)
    if officer is None or officer.role not in roles:
        raise Http404
    return officer


def orders_for(officer: Officer) -> QuerySet[TrainingOrder]:
    """Those of townships in the officer's area, or of the township that the area lies in."""
    around = Q(area__in=codes_around(officer.region_id)[1:])
    return TrainingOrder.objects.filter(within(officer.region, "area__code") | around)


def get_order(officer: Officer, pk: int) -> TrainingOrder:
    order = orders_for(officer).select_related("area", "course", "taken_by", "industry").filter(pk=pk).first()
    if order is None:
        raise Http404
    return order


def seen_near(officer: Officer) -> str | None:
    """The first digits of the villages whose people the officer may see one by one; None for a trainer."""
    return officer.region.prefix if officer.role in AREA_ROLES else None


def wishes_for(user: User | AnonymousUser) -> QuerySet[Wish]:
    """The wishes of people whom the user may see, but for those that were taken back."""
    return Wish.objects.filter(person__in=people_for(user), withdrawn_at=None)


def get_wish(user: User | AnonymousUser, pk: int) -> Wish:
    wish = wishes_for(user).select_related("person__household__village__parent").filter(pk=pk).first()
    if wish is None:
        raise Http404
    return wish


def get_own_wish(person: Person, pk: int) -> Wish:
    """A wish of one's own, taken back or not."""
    wish = Wish.objects.select_related("order", "person").filter(person=person, pk=pk).first()
    if wish is None:
        raise Http404
    return wish


def get_voice(user: User | AnonymousUser, wish_pk: int) -> VoiceNote:
    """Only officers hear it, and only of their own people; it is a look at the file of who spoke."""
    voice = VoiceNote.objects.select_related("wish").filter(wish__in=wishes_for(user), wish=wish_pk).first()
    officer = officer_of(user)
    if voice is None or officer is None:
        raise Http404
    log_looks(officer, [voice.wish.person_id], page="voice")
    return voice
