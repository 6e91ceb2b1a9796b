"""House style: how a newsroom writes the choices of its quizzes."""

from quizgen.style.context import ChoiceContext
from quizgen.style.house import HouseStyle

__all__ = ["ChoiceContext", "HouseStyle"]
