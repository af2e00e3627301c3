"""Client of the Quancheng exchange. Exchange is what an agency's system needs; rest/ has every call."""

from quancheng_client.exchange import Exchange, Problem
from quancheng_client.retry import NoAnswer, Patience
from quancheng_client.signing import RequestSigner

__all__ = ["Exchange", "NoAnswer", "Patience", "Problem", "RequestSigner"]
