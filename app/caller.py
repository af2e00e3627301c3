"""In whose name something is posted. Not authentication (tokens.py), which comes before.

Called by the API for agencies, and by ingest, simulator and demo for the operator.
"""

from __future__ import annotations

from typing import Final

import msgspec

from domain.errors import Refused


class Caller(msgspec.Struct, frozen=True):
    """Who posts.

    agency   the URI it may post under; None: any (the operator of the platform)
    name     for logs: token id, user or command
    imports  the history it posts was kept elsewhere before: `recordedtime` of its events counts as the time at
             which they became known. From anyone else it would let an agency hide that it recorded late.
    """

    agency: str | None
    name: str
    imports: bool = False

    def require_own(self, source: str) -> None:
        """Refused("not-your-agency") where `source` is somebody else."""
        if self.agency is not None and source != self.agency:
            raise Refused(
                "not-your-agency",
                f"The caller is {self.agency} and may not post in the name of {source[:200]}.",
                pointer="/source",
                remedy="Post as yourself; an act of another organ that you only report names it in `actor`.",
            )


OPERATOR: Final = Caller(None, "operator", imports=True)
