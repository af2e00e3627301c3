from enum import StrEnum


class ClosedHow(StrEnum):
    DISCHARGED = "discharged"
    MOOT = "moot"

    def __str__(self) -> str:
        return str(self.value)
