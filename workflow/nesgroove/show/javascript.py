"""Values for scripts of the atlas and of notebooks."""

from __future__ import annotations

import json


def script_json(value: object) -> str:
    """Write data as JSON that means the same inside of a script, whatever is in it."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
