from enum import StrEnum


class DerivationKind(StrEnum):
    COMPETENCE = "competence"
    COVERAGE = "coverage"
    DEADLINE = "deadline"
    INTEGRITY = "integrity"
    LIMIT = "limit"
    MINIMUM_INTERVAL = "minimum_interval"
    PRECEDENCE = "precedence"
    PROHIBITION = "prohibition"
    REPLY = "reply"
    REQUIRED_CONTENT = "required_content"
    SEPARATION = "separation"
    SILENCE = "silence"
    TERM = "term"

    def __str__(self) -> str:
        return str(self.value)
