from enum import StrEnum


class ExtendedStep(StrEnum):
    EXTENDED = "extended"

    def __str__(self) -> str:
        return str(self.value)
