"""Reading a QR code from a photo, for browsers that cannot do it themselves."""

import zxingcpp

from learners.classes.sheets.photos import open_photo

LONGEST = 500
QR = zxingcpp.barcode_formats_from_str("QRCode")


def read_code(data: bytes) -> str:
    """The text of the first QR code in the photo; empty without one. Raises NotAPhoto."""
    found = zxingcpp.read_barcodes(open_photo(data), formats=QR)
    return next((code.text for code in found if code.text), "")[:LONGEST]
