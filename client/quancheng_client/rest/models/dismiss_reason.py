from enum import StrEnum


class DismissReason(StrEnum):
    DATA_ERROR = "data_error"
    DUPLICATE = "duplicate"
    LAWFUL_GROUND = "lawful_ground"
    OTHER = "other"
    OUT_OF_SCOPE = "out_of_scope"

    def __str__(self) -> str:
        return str(self.value)
