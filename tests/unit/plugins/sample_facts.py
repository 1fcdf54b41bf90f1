"""What is seen of a sound image, for the tests of claims."""

from __future__ import annotations

from typing import Any

USER = {"value": "1001:1001", "name": "app", "uid": 1001, "gid": 1001}
CONTENTS: dict[str, Any] = {
    "user_name": "app",
    "secrets": [],
    "foreign_files": [],
    "writable_paths": [],
    "forbidden_programs": [],
}
