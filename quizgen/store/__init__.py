"""The store: one database for what editors add and decide, shared by every process of a newsroom."""

from quizgen.store.article import EarlierText, NewArticle, StoredArticle
from quizgen.store.articles import ArticleCounts, ArticleRepository
from quizgen.store.engine import Store, WriteTransaction, open_store
from quizgen.store.history import Event
from quizgen.store.quiz import (
    ArticleChange,
    ChoiceMade,
    Draft,
    NewQuiz,
    QuizConflict,
    QuizFilter,
    QuizPage,
    SentenceChange,
    StoredQuiz,
)
from quizgen.store.quizzes import Added, QuizRepository, is_being_edited
from quizgen.store.users import ROLES, ApiToken, Login, User, UserConflict, UserError, UserRepository
from quizgen.store.word import FieldConflict, NewWord, Word, WordConflict, WordRules, validate_new_word
from quizgen.store.word_history import Action, Operation
from quizgen.store.word_operation import WordOperation
from quizgen.store.word_undo import UndoConflict
from quizgen.store.word_vectors import StoredVectors
from quizgen.store.words import Changes, WordRepository

__all__ = [
    "ROLES",
    "Action",
    "Added",
    "ApiToken",
    "ArticleChange",
    "ArticleCounts",
    "ArticleRepository",
    "Changes",
    "ChoiceMade",
    "Draft",
    "EarlierText",
    "Event",
    "FieldConflict",
    "Login",
    "NewArticle",
    "NewQuiz",
    "NewWord",
    "Operation",
    "QuizConflict",
    "QuizFilter",
    "QuizPage",
    "QuizRepository",
    "SentenceChange",
    "Store",
    "StoredArticle",
    "StoredQuiz",
    "StoredVectors",
    "UndoConflict",
    "User",
    "UserConflict",
    "UserError",
    "UserRepository",
    "Word",
    "WordConflict",
    "WordOperation",
    "WordRepository",
    "WordRules",
    "WriteTransaction",
    "is_being_edited",
    "open_store",
    "validate_new_word",
]
