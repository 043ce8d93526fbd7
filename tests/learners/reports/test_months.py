import datetime
from zoneinfo import ZoneInfo

import pytest

from learners.assistance.models import CourseRecord
from learners.reports.months import month_of_column, month_of_moment

CHINA = ZoneInfo("Asia/Shanghai")
MOMENTS = [
    datetime.datetime(2024, 12, 31, 15, 59, 59, tzinfo=datetime.UTC),
    datetime.datetime(2024, 12, 31, 16, 0, tzinfo=datetime.UTC),  # midnight in China
    datetime.datetime(2024, 2, 29, 23, 59, 59, 999999, tzinfo=CHINA),
    datetime.datetime(1986, 5, 4, 2, 0, tzinfo=CHINA),  # the clocks went forward
]


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_database_takes_the_same_month_of_a_moment(cast, moment):
    CourseRecord.objects.create(person=cast.lan, course_id=1, started_at=moment)
    row = CourseRecord.objects.values_list(month_of_column("started_at"), month_of_column("completed_at")).get()
    assert row == (month_of_moment(moment), None)
