"""/docs: the API described and tried out in the browser, from files of this package only.

Nothing on the page comes from another host: the platform stands in closed networks.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

VENDOR: Final = Path(__file__).parent / "static" / "vendor" / "swagger-ui"
ASSETS: Final = "/docs/assets"


def install(app: FastAPI) -> None:
    """Add /docs and its assets to `app`."""
    page = get_swagger_ui_html(
        openapi_url="/openapi.json",
        title="Quancheng API",
        swagger_js_url=f"{ASSETS}/swagger-ui-bundle.js",
        swagger_css_url=f"{ASSETS}/swagger-ui.css",
        swagger_favicon_url=f"{ASSETS}/favicon-32x32.png",
        # without this Swagger UI asks validator.swagger.io about the document
        swagger_ui_parameters={"validatorUrl": None, "deepLinking": True, "persistAuthorization": False},
    )

    @app.get("/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        return page

    app.mount(ASSETS, StaticFiles(directory=VENDOR), name="docs-assets")
