from enum import StrEnum


class RolledMode(StrEnum):
    NEXT = "next"
    NEXT_UNLESS_IN_CUSTODY = "next_unless_in_custody"
    NONE = "none"
    PREVIOUS = "previous"

    def __str__(self) -> str:
        return str(self.value)
