import subprocess
import sys
from pathlib import Path

import pytest

RUN = Path(__file__).resolve().parents[1] / "run.py"


@pytest.mark.parametrize(
    "arguments, code, words",
    [
        (["--help"], 0, "recalibrate   new thresholds, no training"),
        ([], 2, "the following arguments are required: --taxonomy, --tickets, --out"),
        (["--taxonomy", "t", "--tickets", "d", "--out", "m", "--epochs", "0"], 2, "0 must be a whole number from 1 up"),
    ],
)
def test_help_and_wrong_options_are_told_without_any_library(arguments, code, words):
    # -S: as on a machine where nothing is installed, so that nothing can be loaded or waited for.
    result = subprocess.run([sys.executable, "-S", str(RUN), *arguments], capture_output=True, text=True)
    assert result.returncode == code
    assert words in result.stdout + result.stderr
    assert "starting" not in result.stderr
    assert "Setting up" not in result.stderr
