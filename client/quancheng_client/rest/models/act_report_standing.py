from enum import StrEnum


class ActReportStanding(StrEnum):
    AMENDMENT = "amendment"
    CORRECTED = "corrected"
    RETRACTED = "retracted"
    STANDING = "standing"
    WITHOUT_EFFECT = "without_effect"

    def __str__(self) -> str:
        return str(self.value)
