"""A list as CSV for a spreadsheet: UTF-8 with BOM, RFC 4180 lines, and no cell that could run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from starlette.responses import Response

from app.csv_cells import defused
from web.visit import Visit

MOST_ROWS: Final = 20_000


def csv_response(
    visit: Visit, name: str, header: Sequence[str], rows: Iterable[Sequence[str]], *, most: int = MOST_ROWS
) -> Response:
    """The file. `rows` may hold one more than `most`: then the last line says that there are more."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header)
    for number, row in enumerate(rows):
        if number == most:
            writer.writerow([visit.words("csv.more", most=most)])
            break
        writer.writerow([defused(cell) for cell in row])
    stamp = visit.moments.today.isoformat()
    return Response(
        out.getvalue().encode("utf-8-sig"),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{name}-{stamp}.csv"'},
    )
