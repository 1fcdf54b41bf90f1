# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What packages need beside themselves: shared libraries that their wheels lack, a home, headers; no I/O (private).

The names of Debian's packages are those of the release that the image of Python has; they are said by the packages' own
documentation on how to install them.
"""

from __future__ import annotations

import re

from .._project._folder import Place
from ._description import LIKELY, Description
from ._packages import Packages

# By a package: those of Debian that it loads at run time, and those that are needed to build it.
_OF_DEBIAN = {
    "lightgbm": (["libgomp1"], []),
    "opencv-python": (["libgl1", "libglib2.0-0"], []),
    "opencv-contrib-python": (["libgl1", "libglib2.0-0"], []),
    "psycopg2": (["libpq5"], ["gcc", "libpq-dev"]),
    "psycopg[c]": (["libpq5"], ["gcc", "libpq-dev"]),
    "mysqlclient": (["libmariadb3"], ["gcc", "libmariadb-dev", "pkg-config"]),
    "weasyprint": (["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"], []),
    "cairosvg": (["libcairo2"], []),
    "python-magic": (["libmagic1"], []),
    "pytesseract": (["tesseract-ocr"], []),
    "pdf2image": (["poppler-utils"], []),
    "pydub": (["ffmpeg"], []),
    "ffmpeg-python": (["ffmpeg"], []),
    "pyzbar": (["libzbar0"], []),
    "graphviz": (["graphviz"], []),
    "pyodbc": (["unixodbc"], []),
    "python-ldap": (["libldap2"], ["gcc", "libldap-dev", "libsasl2-dev"]),
    "uwsgi": ([], ["gcc", "libc6-dev"]),
    "pycairo": (["libcairo2"], ["gcc", "libcairo2-dev", "pkg-config"]),
}
# What an image of the team's has to build with, or to look around.
_TO_BUILD = re.compile(
    r"-dev\Z|\A(gcc|g\+\+|make|cmake|build-essential|pkg-config|git|curl|wget|vim|nano|ca-certificates|python3.*|netcat.*)\Z"
)
# They write into the home of their user, which is read-only but for /tmp.
_WRITE_HOME = ("gunicorn", "matplotlib", "sanic", "numba", "transformers", "nltk")


def describe_needs(found: Description, packages: Packages, of_today: list[tuple[str, Place]]) -> None:
    """Propose packages of the system, with those of today's image, and a home that can be written."""
    runtime = [name for name, _place in of_today if not _TO_BUILD.search(name)]
    build = [name for name, _place in of_today if name.endswith("-dev")]
    build += ["gcc"] if build else []
    first = of_today[0][1] if of_today else None
    for name, (loaded, built) in _OF_DEBIAN.items():
        if packages.has(name):
            first = first or packages.names[name]
            runtime += [one for one in loaded if one not in runtime]
            build += [one for one in built if one not in build]
    if first and runtime:
        found.propose(
            "backend_image_apt_runtime_packages",
            list(dict.fromkeys(runtime)),
            first,
            LIKELY,
            "libraries that the wheels lack",
        )
    if first and build:
        found.propose(
            "backend_image_apt_build_packages", list(dict.fromkeys(build)), first, LIKELY, "there are no wheels of it"
        )
    for name in _WRITE_HOME:
        is_server = found.value("backend_image_server") == name
        if is_server or (name in packages.names and name != "gunicorn"):
            why = "{0} writes into the home of its user".format(name)
            told = found.proposals.get("backend_image_server")
            place = packages.names.get(name) or (told.place if told else Place("."))
            found.propose("backend_image_home", "/tmp", place, LIKELY, why)
