"""Front ends whose packages come from workspaces, are patched, or are installed by pnpm or Yarn."""

from __future__ import annotations

from tests.applications.front_end import FrontEnd, text_of

OF_THE_WEB = {"frontend_image_output_dir": "apps/web/dist"}

INSTALLED_PAGES = {
    "npmws": FrontEnd("npm workspaces", {"/": text_of("#m", "^from ui ....$")}, OF_THE_WEB),
    "pnpmsettings": FrontEnd("overrides in pnpm-workspace.yaml", {"/": text_of("#m", "^....$")}),
    "patchpkg": FrontEnd("patch-package after the install", {"/": "PATCHEDMARK === 'PATCHED-NANOID'"}),
    "pnpmws": FrontEnd(
        "pnpm workspace with a catalog",
        {"/": text_of("main", "^from the other package: ....$")},
        {"frontend_image_build_dir": "apps/web", **OF_THE_WEB},
    ),
    "yarn4": FrontEnd(
        "Yarn 4, Plug'n'Play, workspaces",
        {"/": text_of("main", "^from the other package: ....$")},
        OF_THE_WEB,
    ),
}
