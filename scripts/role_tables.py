"""Write the table of variables into each role's README.md, from the role's argument spec; --check only compares."""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

import yaml

ROLES = Path(__file__).resolve().parent.parent / "roles"
LONGEST_DEFAULT = 60
PLACE = re.compile(r"(?<=<!-- variables -->\n).*?(?=<!-- /variables -->)", re.DOTALL)
HEAD = ["| Variable | Type | Default | Meaning |", "|---|---|---|---|"]


def cell(text: str) -> str:
    """A text as one cell of a table: Ansible's markup as Markdown, no line ends, no bars of its own."""
    text = re.sub(r"\b[CVOEM]\(((?:[^()\\]|\\.)*)\)", r"`\1`", text)
    text = re.sub(r"\bP\(([^()#]*)#[a-z]+\)", r"`\1`", text)
    text = re.sub(r"\bI\(([^()]*)\)", r"*\1*", text)
    text = re.sub(r"\bB\(([^()]*)\)", r"**\1**", text)
    return " ".join(text.split()).replace("|", "\\|")


def description(option: dict[str, Any]) -> str:
    told = option["description"]
    sentences = [told] if isinstance(told, str) else told
    choices = (
        ["One of " + ", ".join(f"`{choice}`" for choice in option["choices"]) + "."] if "choices" in option else []
    )
    return cell(" ".join([*sentences, *choices]))


def default(option: dict[str, Any]) -> str:
    if "default" not in option:
        return "required" if option.get("required") else ""
    value = option["default"]
    shown = value if isinstance(value, str) and value else json.dumps(value)
    shown = shown if len(shown) <= LONGEST_DEFAULT else shown[: LONGEST_DEFAULT - 3] + "..."
    return f"`{cell(shown)}`"


def kind(option: dict[str, Any]) -> str:
    return f"list of {option['elements']}" if option["type"] == "list" else option["type"]


def table(role: Path) -> str:
    spec = yaml.safe_load((role / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))
    rows = [
        f"| `{name}` | {kind(option)} | {default(option)} | {description(option)} |"
        for name, option in spec["argument_specs"]["main"]["options"].items()
    ]
    return "\n".join([*HEAD, *rows]) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="name the README files whose table is stale, write nothing"
    )
    only_check = parser.parse_args().check
    stale = []
    # A private role has no variables of a user's.
    for role in sorted(path for path in ROLES.glob("[!_]*") if path.is_dir()):
        readme = role / "README.md"
        text = readme.read_text(encoding="utf-8")
        if not PLACE.search(text):
            sys.exit(f"{readme.relative_to(ROLES.parent)}: no lines `<!-- variables -->` and `<!-- /variables -->`")
        new = PLACE.sub(table(role).replace("\\", r"\\"), text)
        if new == text:
            continue
        if only_check:
            stale.append(readme)
        else:
            readme.write_text(new, encoding="utf-8")
    for readme in stale:
        print(f"{readme.relative_to(ROLES.parent)}: stale, run `python scripts/role_tables.py`")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
