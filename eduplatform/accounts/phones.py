"""Chinese mobile numbers as people type them."""

import re
import unicodedata

MOBILE = re.compile(r"1[3-9]\d{9}")


class NotAMobileNumber(ValueError):
    """Not 11 digits that begin with 13 to 19."""


def normalise_phone(text: str) -> str:
    """`+86 138-0000 0000`, also in full-width digits, becomes `13800000000`.

    Raises NotAMobileNumber.
    """
    digits = re.sub(r"[\s\-()·]", "", unicodedata.normalize("NFKC", text))
    digits = re.sub(r"^(\+86|0086|86(?=1\d{10}$))", "", digits)
    if not MOBILE.fullmatch(digits):
        raise NotAMobileNumber(text)
    return digits
