import re

import pytest
from django.utils.translation import override

from learners.reports.definitions import DEFINITIONS
from tests.shared import shared_path

QUOTED = {definition for definitions in DEFINITIONS.values() for definition in definitions}


@pytest.mark.shared
@pytest.mark.parametrize("definition", sorted(QUOTED, key=lambda d: str(d.term)), ids=lambda d: str(d.term))
def test_definitions_are_quoted_word_for_word(definition):
    glossary = " ".join(re.sub(r"[*`|]", " ", shared_path("product.md").read_text()).split())
    with override("en"):
        assert str(definition.words) in glossary
