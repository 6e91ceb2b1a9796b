"""ELMo in AllenNLP's format: an encoder that gives the same vectors for the same tokens, every time."""

from quizgen.elmo.characters import MAX_BYTES, SENTENCE_END, SENTENCE_START, split_long_token
from quizgen.elmo.encoder import ElmoEncoder, ElmoState
from quizgen.elmo.options import ElmoOptions
from quizgen.elmo.weights import (
    check_weights,
    dataset_shapes,
    lstm_group,
    read_weights,
    round_to_bfloat16,
    weights_identity,
    write_weights,
)

__all__ = [
    "MAX_BYTES",
    "SENTENCE_END",
    "SENTENCE_START",
    "ElmoEncoder",
    "ElmoOptions",
    "ElmoState",
    "check_weights",
    "dataset_shapes",
    "lstm_group",
    "read_weights",
    "round_to_bfloat16",
    "split_long_token",
    "weights_identity",
    "write_weights",
]
