from enum import StrEnum


class DismissReopenWhen(StrEnum):
    EVIDENCE_CHANGES = "evidence_changes"
    GETS_WORSE = "gets_worse"
    VERDICT_CHANGES = "verdict_changes"

    def __str__(self) -> str:
        return str(self.value)
