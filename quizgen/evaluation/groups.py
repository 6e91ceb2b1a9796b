"""The groups of lines by name; without imports, so that the command's help needs no model."""

ENTITIES, QUESTIONS, TWO_SENSES, PSEUDO_WORDS = "entities", "questions", "two-senses", "pseudo-words"
GROUPS = (ENTITIES, QUESTIONS, TWO_SENSES, PSEUDO_WORDS)
