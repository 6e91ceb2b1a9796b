"""An editor's desk: quizzes on their way to readers, with the rules of who may do what, checks and exports."""

from quizgen.desk.desk import Checker, Desk
from quizgen.desk.findings import Finding, Severity
from quizgen.desk.workflow import STATES, STEPS, ApprovalBlocked, DeskSettings, State

__all__ = [
    "STATES",
    "STEPS",
    "ApprovalBlocked",
    "Checker",
    "Desk",
    "DeskSettings",
    "Finding",
    "Severity",
    "State",
]
