"""The desk as the person of this request works at it."""

from __future__ import annotations

from flask_login import current_user

from quizgen.desk import Desk, DeskSettings
from quizgen.web.requests import request_id
from quizgen.web.services import services


def desk() -> Desk:
    """Return the desk, with everything checked that the data home knows, in the name of whoever asks."""
    shared = services()
    check = shared.knowledge.check
    return Desk(shared.store, current_user.name, settings=desk_settings(), check=check, request_id=request_id())


def desk_settings() -> DeskSettings:
    """Return the rules that this newsroom has set for its desk."""
    settings = services().settings
    return DeskSettings(second_person=settings.second_person, recent_days=settings.recent_days)
