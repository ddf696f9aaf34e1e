"""An operator that nobody shipped: one more file beside the shipped ones, and nothing else."""

import shutil
from pathlib import Path
from typing import Any

import yaml

from chassis.testing.plugin import ROOT

SLUG = "third"
NAME = "Trzeci Operator"


def add_third_operator(folder: Path) -> None:
    """Copy the shipped operators to `folder`, and add one that differs in its rules."""
    shutil.copytree(ROOT / "deploy" / "operators", folder)
    profile = yaml.safe_load((folder / "demo.yaml").read_text())
    text = yaml.safe_dump(profile | changes(profile), allow_unicode=True, sort_keys=False)
    (folder / f"{SLUG}.yaml").write_text(text)


def changes(profile: dict[str, Any]) -> dict[str, Any]:
    pattern = {"pattern": "^K-[0-9]{6}$", "hint": {"pl": "K- i 6 cyfr.", "en": "K- and 6 digits."}}
    return {
        "slug": SLUG,
        "name": NAME,
        "legal_name": NAME,
        "hosts": ["ebok.third.example"],
        "office_host": "biuro.third.example",
        "registration": profile["registration"] | {"customer_number": pattern},
        "one_time_code": profile["one_time_code"] | {"digits": 8},
        "password": profile["password"] | {"min_length": 8, "required_classes": ["upper", "digit"]},
        "features": {"einvoice": False},
    }
