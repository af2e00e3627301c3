from enum import StrEnum


class CustodyTransferState(StrEnum):
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    ON_PAPER = "on_paper"
    RECALLED = "recalled"
    RECALL_CONFIRMED = "recall_confirmed"
    RECEIVED = "received"
    REJECTED = "rejected"
    RETURNED = "returned"
    SENT = "sent"

    def __str__(self) -> str:
        return str(self.value)
