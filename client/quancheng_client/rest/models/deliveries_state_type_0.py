from enum import StrEnum


class DeliveriesStateType0(StrEnum):
    DEAD = "dead"
    DELIVERED = "delivered"
    WAITING = "waiting"

    def __str__(self) -> str:
        return str(self.value)
