import os
import subprocess
import sys
from pathlib import Path

import pytest

RUN = Path(__file__).resolve().parents[1] / "run.py"


@pytest.mark.skipif(os.name == "nt", reason="there it is a process of its own")
def test_the_pipeline_runs_in_the_place_of_this_process_so_that_who_interrupts_it_hears_what_it_says(tmp_path):
    (tmp_path / "pipeline.py").write_text("import os, sys; print(os.getpid(), *sys.argv[1:]); sys.exit(130)")
    command = "import run, sys; run.ensure_environment = lambda: sys.executable; run.HERE = run.Path(sys.argv.pop()); "
    process = subprocess.Popen(
        [sys.executable, "-c", f"{command}run.main()", "split", "--help", str(tmp_path)],
        cwd=RUN.parent,
        stdout=subprocess.PIPE,
        text=True,
    )
    said, _ = process.communicate()
    assert (said.split(), process.returncode) == ([str(process.pid), "split", "--help"], 130)


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
