"""A class that most tests of sign-ins are about."""

import pytest

from tests.factories import EnrolmentFactory, TrainingClassFactory


@pytest.fixture
def bamboo(cast):
    """Two days; lan is coming."""
    bamboo = TrainingClassFactory(region=cast.lan_home.village, trainer=cast.trainer)
    EnrolmentFactory(training_class=bamboo, person=cast.lan)
    return bamboo
