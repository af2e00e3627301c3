from enum import StrEnum


class DifferenceCause(StrEnum):
    ALTERED = "altered"
    LOST = "lost"
    MAPPED = "mapped"
    REJECTED = "rejected"
    UNKNOWN = "unknown"

    def __str__(self) -> str:
        return str(self.value)
