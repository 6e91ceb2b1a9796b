"""The store: one database for what editors add and decide, shared by every process of a newsroom."""

from quizgen.store.engine import Store, WriteTransaction, open_store
from quizgen.store.history import Event
from quizgen.store.users import ROLES, ApiToken, Login, User, UserConflict, UserError, UserRepository
from quizgen.store.word import NewWord, Word, WordConflict, WordRules, validate_new_word
from quizgen.store.word_rows import Action
from quizgen.store.word_vectors import StoredVectors
from quizgen.store.words import Changes, WordRepository

__all__ = [
    "ROLES",
    "Action",
    "ApiToken",
    "Changes",
    "Event",
    "Login",
    "NewWord",
    "Store",
    "StoredVectors",
    "User",
    "UserConflict",
    "UserError",
    "UserRepository",
    "Word",
    "WordConflict",
    "WordRepository",
    "WordRules",
    "WriteTransaction",
    "open_store",
    "validate_new_word",
]
