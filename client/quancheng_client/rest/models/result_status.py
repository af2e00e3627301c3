from enum import StrEnum


class ResultStatus(StrEnum):
    MET = "met"
    MET_LATE = "met_late"
    MOOT = "moot"
    OVERDUE = "overdue"
    PENDING = "pending"
    UNDECIDABLE = "undecidable"
    VIOLATED = "violated"

    def __str__(self) -> str:
        return str(self.value)
