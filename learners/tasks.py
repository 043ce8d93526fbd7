"""What the sweep does for the rooms of this app."""

from celery import shared_task

from learners.assistance.days import seal_days
from learners.followup.todos.services import follow_plans
from learners.notices.services import send_due
from learners.people.cards.services import forget_addresses
from learners.people.importing.uploads import forget_old_uploads
from learners.plans.agreed.services import remind
from learners.plans.desk.services import count_results as count_all_results
from learners.plans.searched.services import forget_searches
from learners.progress.settling import settle_all
from learners.reports.counting import merge_counts
from learners.reports.lists.services import forget_old_lists, write_due
from learners.reports.training.counting import TRAININGS


@shared_task
def forget_registers() -> None:
    """Uploaded registers that nobody imported go after a day."""
    forget_old_uploads()


@shared_task
def count_results() -> None:
    """What came of courses in each village, for matching to learn from."""
    count_all_results()


@shared_task
def merge_counters() -> None:
    """Coverage is read quickest from few rows."""
    merge_counts()
    TRAININGS.merge()


@shared_task
def forget_card_addresses() -> None:
    """Addresses that nobody is held up by any more."""
    forget_addresses()


@shared_task
def seal_ledger() -> None:
    """Days of the ledger that are over get their root; again in an hour if somebody is writing."""
    seal_days()


@shared_task
def send_notices() -> None:
    """What people are to be told by SMS or the like, at waking hours."""
    send_due()


@shared_task
def remind_of_plans() -> None:
    """What was agreed and is due soon, or overdue."""
    remind()


@shared_task
def give_todos_of_plans() -> None:
    """Overdue parts of learning plans become to-dos of the helpers."""
    follow_plans()


@shared_task
def settle_courses() -> None:
    """Completions that a crash right after an editor's change left out."""
    settle_all()


@shared_task
def forget_old_searches() -> None:
    """What villagers searched for counts for some weeks, and then goes."""
    forget_searches()


@shared_task
def write_lists() -> None:
    """Lists that somebody waits for, and those that a dead worker left; what was fetched or not goes after a day."""
    write_due()
    forget_old_lists()
