"""Stories that are no game: deaths, crime, disasters and the like, recognised by rules that a newsroom can edit."""

from quizgen.stories.flags import KINDS, Evidence, StoryFlag
from quizgen.stories.rules import StoryRules

__all__ = ["KINDS", "Evidence", "StoryFlag", "StoryRules"]
