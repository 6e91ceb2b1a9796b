"""The editors' page and the HTTP API (import quizgen.web): the room is laid out, its first page is not built yet."""
