"""Entry point of the fine-tuning pipeline; needs nothing but Python 3.11 to 3.13.

    python3 run.py --taxonomy T --tickets DIR --out MODEL [--method full|lora] …   train a model (see --help)
    python3 run.py split --pool FILE… --out DIR                                     divide a pool of labelled tickets
    python3 run.py evaluate --model MODEL --tickets FILE                            metrics of a released model
    python3 run.py recalibrate --model MODEL --taxonomy T --tickets DIR             new thresholds, no training
    python3 run.py index --model MODEL --tickets DIR                                new similar tickets, no training
    python3 run.py test                                                             the pipeline's own tests

Creates `.venv` beside this file when it is missing or when requirements.txt has changed, and goes on inside it.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

from training_options import parse

COMMANDS = ("split", "evaluate", "recalibrate", "index", "test")
HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE / ".venv"
REQUIREMENTS = HERE / "requirements.txt"


def ensure_environment() -> Path:
    """Path of the environment's Python; the stamp is written last, so a broken install is done again."""
    if sys.version_info < (3, 11):
        sys.exit(f"Python 3.11 to 3.13 is needed; this is {sys.version.split()[0]} ({sys.executable}).")
    python = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = ENVIRONMENT / "requirements.sha256"
    version = "{}.{}".format(*sys.version_info)
    wanted = f"{hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()} {version}"
    if python.exists() and stamp.exists() and stamp.read_text() == wanted:
        return python
    print(f"Setting up {ENVIRONMENT} (once; PyTorch and its libraries take some minutes) …", file=sys.stderr)
    # Made by another Python, or half-made: begun anew.
    venv.create(ENVIRONMENT, with_pip=True, clear=not made_by(version))
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(REQUIREMENTS)]
    result = subprocess.run(install)
    if result.returncode != 0:
        sys.exit("The Python packages could not be installed; see the message of pip above.")
    stamp.write_text(wanted)
    return python


def made_by(version: str) -> bool:
    settings = ENVIRONMENT / "pyvenv.cfg"
    return settings.exists() and f"version = {version}." in settings.read_text()


def main() -> int:
    arguments = sys.argv[1:]
    if arguments[:1] not in ([command] for command in COMMANDS):
        parse(arguments)  # at once, before anything is installed or loaded: it ends here for help and for what is wrong
    python = ensure_environment()
    if arguments[:1] == ["test"]:
        command = [str(python), "-m", "pytest", "-q", str(HERE / "tests"), *arguments[1:]]
    else:
        command = [str(python), str(HERE / "pipeline.py"), *arguments]
    # Nothing but the requirements is downloaded unless the user names a hub model.
    print("starting; the libraries take some seconds to load …", file=sys.stderr)
    environment = os.environ | {"TOKENIZERS_PARALLELISM": "false", "PYTHONUNBUFFERED": "1"}
    if os.name == "nt":
        return subprocess.run(command, env=environment).returncode
    # In the place of this one: what is interrupted says itself what becomes of its work.
    os.execve(command[0], command, environment)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
