"""Errors that callers may meet: each names what was expected, what came, and the remedy.

The command line prints them as one line and maps them to an exit code; Python callers catch
:class:`QuizgenError` or one of its subclasses. No other exception leaves the library for bad input.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class QuizgenError(Exception):
    """Anything that quizgen refuses or cannot do; the message is one line for the person reading it."""

    exit_code = 3


class ArgumentError(QuizgenError, ValueError):
    """An argument has an unusable value; the message names the argument and the remedy."""

    exit_code = 2


class InputError(QuizgenError, ValueError):
    """An article, a file or a line of one cannot be read; the message names it and the remedy."""

    exit_code = 2


class KeywordNotFound(ArgumentError):
    """The keyword is not in the article on token boundaries."""


class PersonInStory(ArgumentError):
    """The key is a person in a story in which no person may be asked about; ``kinds`` names the story's kinds."""

    def __init__(self, message: str, kinds: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.kinds = tuple(kinds)


class ForbiddenKeyword(ArgumentError):
    """The key is a word that the house style forbids."""


class NoKeyword(QuizgenError):
    """The article holds no word worth asking about."""

    exit_code = 1


class TooFewDistractors(QuizgenError):
    """Fewer good distractors exist than were asked for; ``found`` holds those that do, best first."""

    exit_code = 1

    def __init__(self, message: str, found: Sequence[Any] = ()) -> None:
        super().__init__(message)
        self.found = tuple(found)


class ModelError(QuizgenError):
    """Weights or vectors are missing, corrupt, or do not match their options."""


class IndexVersionError(QuizgenError):
    """An index version is missing, corrupt, or was built with another encoder or dictionary."""


class HomeError(QuizgenError):
    """The data home cannot be created or written."""


class StoreError(QuizgenError):
    """The store cannot be opened, migrated or written."""


class JobError(QuizgenError, ValueError):
    """There is no such job, or it is in a state in which it cannot be done what was asked."""

    exit_code = 2


class WordError(QuizgenError, ValueError):
    """A word cannot be added, imported or changed; the message names row and column where there are any."""

    exit_code = 2


class StoryRulesError(QuizgenError):
    """The rules that tell which stories are no game cannot be read; the message names the place in the file."""


class StyleError(QuizgenError):
    """The house style cannot be read; ``mistakes`` holds a line for each thing that is wrong with the file."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


class QuizError(QuizgenError, ValueError):
    """A quiz cannot be kept, found or changed; the message names it, the field at fault and the remedy."""

    exit_code = 2


class WorkflowError(QuizError):
    """A step that the desk's rules do not allow: from this state, by this person, or while a check fails."""
