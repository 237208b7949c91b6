"""The papers as an independent validator sees them, where BRIEFWRIGHT_VERAPDF names one (`CMD ua1,3a FILE...`)."""

import os
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(
    "BRIEFWRIGHT_VERAPDF" not in os.environ, reason="BRIEFWRIGHT_VERAPDF names no validator"
)


def test_every_paper_is_pdf_ua_1_and_pdf_a_3a(papers: Path) -> None:
    files = sorted(map(str, papers.glob("*.pdf")))
    assert len(files) == 4
    done = subprocess.run(
        [os.environ["BRIEFWRIGHT_VERAPDF"], "ua1,3a", *files], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
