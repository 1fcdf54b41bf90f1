"""What the import of an application demands."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._bounded_folder import BoundedFolder
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._environment import demanded, placeholder
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._python_code import read_code
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Folder

PYDANTIC = "from pydantic_settings import BaseSettings, SettingsConfigDict\nfrom pydantic import Field, PostgresDsn\n"
Project = Callable[[Mapping[str, str]], Folder]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("import os\nKEY = os.environ['SECRET_KEY']\n", {"SECRET_KEY": "of the proof"}),
        ("from os import environ\nN = int(environ['N'])\n", {"N": "1"}),
        ("import os\ndef f():\n    return os.environ['LATER']\nos.environ['SET'] = 'x'\n", {}),
        (
            "import os\nif 'A' in os.environ: A = os.environ['A']\nif os.getenv('B'): B = os.environ['B']\n",
            {},
        ),
        (
            "import os\nC = os.environ['C'] if os.environ.get('C') else os.environ['D']\n",
            {"D": "of the proof"},
        ),
        ("import os\nA = os.environ.get('A')\nB = os.getenv('B', '1')\n", {}),
        (
            PYDANTIC + "class S(BaseSettings):\n    db: PostgresDsn\n    n: int = 3\n    key: str = Field(...)\n",
            {"DB": "postgresql://proof@localhost/proof", "KEY": "of the proof"},
        ),
        (
            PYDANTIC
            + "class S(BaseSettings):\n    model_config = SettingsConfigDict(env_prefix='SHOP_')\n    n: int\n",
            {"SHOP_N": "1"},
        ),
        (
            "import environ\nenv = environ.Env(A=(bool, False))\nX = env('A')\nY = env.url('B_URL')\n",
            {"B_URL": "http://localhost"},
        ),
        ("from decouple import config\nX = config('A', cast=bool)\nY = config('B', default=1)\n", {"A": "false"}),
    ],
)
def test_demanded(project: Project, text: str, names: dict[str, str]) -> None:
    code = read_code(BoundedFolder(project({"app.py": text}).path))
    assert {name: value for name, (value, _place) in demanded(code, {"app"}).items()} == names


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgresql://proof@localhost/proof"),
        ("CELERY_BROKER_URL", "redis://localhost"),
        ("SMTP_PORT", "1"),
    ],
)
def test_placeholder(name: str, value: str) -> None:
    assert placeholder(name) == value
