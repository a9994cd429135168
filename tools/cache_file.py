"""A file of the cache: replaced in one step, and no harm where that cannot be done."""

import contextlib
import os
import tempfile
from pathlib import Path


def keep(path: Path, text: str) -> None:
    """Replace the file in one step; where the folder cannot be written, there is none."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
