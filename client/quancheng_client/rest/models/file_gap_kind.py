from enum import StrEnum


class FileGapKind(StrEnum):
    FILE = "file"
    PREVIOUS = "previous"
    SEQUENCE = "sequence"

    def __str__(self) -> str:
        return str(self.value)
