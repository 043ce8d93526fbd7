"""The codes that the trainer's phone draws are those that everybody's scanner reads."""

import shutil
import subprocess
from pathlib import Path

import pytest
import qrcode

from tools.places import ROOT

NODE = shutil.which("node")
DRAWS = ROOT / "eduplatform" / "static" / "js" / "qr.js"
BYTES = 4


def drawn_by_a_library(text: str) -> list[str]:
    code = qrcode.QRCode(version=5, error_correction=qrcode.constants.ERROR_CORRECT_L, mask_pattern=0, border=0)
    code.add_data(qrcode.util.QRData(text.encode(), mode=BYTES))
    code.make(fit=False)
    return ["".join(str(int(dark)) for dark in row) for row in code.get_matrix()]


@pytest.mark.skipif(not NODE, reason="no node here")
@pytest.mark.parametrize("text", ["https://example.cn/me/sign-in/?c=12.59312345.12345678", "a", "x" * 106])
def test_a_code_is_drawn_as_the_standard_says(text, tmp_path):
    module = tmp_path / "qr.mjs"
    module.write_text(DRAWS.read_text())
    script = Path(__file__).parent / "qr.mjs"
    drawn = subprocess.run([NODE, script, module, text], capture_output=True, text=True, check=True).stdout.split()
    assert drawn == drawn_by_a_library(text)
