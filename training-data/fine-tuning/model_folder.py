"""A released model's folder: read as its manifest says, replaced as a whole or not at all."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tickets import InputError

NEEDED_TO_SERVE = ("calibration.json", "model.onnx", "tokenizer.json", "tokenizer_config.json")
"""What the service does not start without, and what every manifest vouches for."""
RESTORE = "restore the folder from its release, or train again"


def check_out(out: Path) -> None:
    """Refuse, before anything is computed, to replace a folder that is not a released model, or where none can be."""
    if not out.name:
        raise InputError(out, None, "cannot be replaced; give --out a folder of its own")
    put_back(out)
    if out.exists() and not (out / "manifest.json").exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(out, None, "exists and is no released model (no manifest.json); give --out another folder")
    shutil.rmtree(beside(out, "new"), ignore_errors=True)
    check_replaceable(out, "give --out another place")


def check_replaceable(model: Path, advice: str = "copy it to where it can be replaced") -> None:
    """Refuse, before anything is computed, a folder beside which no other can be written."""
    check_writable(beside(model, "new"), model, advice)


def check_writable(folder: Path, place: Path, advice: str) -> None:
    """Refuse, before anything is computed, a `folder` that cannot be written or made; the user knows it as `place`."""
    try:
        nearest = next(parent for parent in (folder, *folder.parents) if parent.exists())
        tempfile.TemporaryDirectory(prefix=".signalbox-", dir=nearest).cleanup()
    except OSError as error:
        raise InputError(place, None, f"cannot be written ({error.strerror}); {advice}") from error


def beside(out: Path, what: str) -> Path:
    """A folder next to `out`, on the same disk, by a name that nobody gives to a model or a copy of one."""
    out = out.resolve()
    return out.with_name(f".{out.name}.signalbox-{what}")


def put_back(out: Path) -> None:
    """After a crash between the two renames of `replace_folder` the former model is in its place again."""
    old = beside(out, "old")
    try:
        if not out.resolve().exists() and (old / "manifest.json").exists():
            old.rename(out.resolve())
    except OSError as error:
        raise InputError(out, None, f"cannot be used ({error.strerror}); give another place") from error
    if out.resolve().is_mount():
        reason = "is a mount point, and a model folder is replaced as a whole; give a folder inside it"
        raise InputError(out, None, reason)


def read_part(folder: Path, name: str) -> dict:
    """One JSON file of a released model."""
    try:
        return json.loads((folder / name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        old = beside(folder, "old")
        left = f"; {old} is what a crash left of one, rename it" if (old / name).exists() else ""
        raise InputError(folder, None, f"is not a released model folder ({name}: {error}){left}") from error


def check_files(folder: Path, manifest: dict) -> None:
    """Refuse a folder whose files are not those of its manifest: a new manifest would vouch for whatever lies there."""
    files = manifest.get("files", {})
    if missing := [name for name in NEEDED_TO_SERVE if name not in files]:
        raise InputError(folder, None, f"has a manifest.json that does not list {', '.join(missing)} ({RESTORE})")
    for name, expected in files.items():
        path = folder / name
        if not path.is_file():
            raise InputError(folder, None, f"lacks {name}, which its manifest.json lists ({RESTORE})")
        if sha256(path) != expected:
            raise InputError(path, None, f"is not the file that manifest.json describes ({RESTORE})")


@contextmanager
def staged_beside(out: Path, copy: bool = False) -> Iterator[Path]:
    """A folder beside `out` to write in, a copy of it when wanted; takes its place when all went well, or is gone."""
    # A link stays one: what it leads to is replaced.
    out, staged = out.resolve(), beside(out, "new")
    shutil.rmtree(staged, ignore_errors=True)
    try:
        if copy:
            shutil.copytree(out, staged)
        else:
            staged.mkdir(parents=True)
        yield staged
        replace_folder(staged, out)
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise


def replace_folder(staged: Path, out: Path) -> None:
    """Two renames; after a crash between them `put_back` restores the old folder."""
    old = beside(out, "old")
    shutil.rmtree(old, ignore_errors=True)
    if out.exists():
        out.rename(old)
    staged.rename(out)
    shutil.rmtree(old, ignore_errors=True)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
