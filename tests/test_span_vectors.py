"""What of the encoder's output belongs to a span."""

from __future__ import annotations

import numpy as np

from quizgen.span_vectors import span_vectors

# Three layers over <S> a b c </S>, four numbers each: layer * 100 + place * 10 + column.
ENCODED = (np.arange(3)[:, None, None] * 100 + np.arange(5)[None, :, None] * 10 + np.arange(4)[None, None, :]).astype(
    np.float32
)


def test_context_is_the_mean_of_the_spans_tokens_in_every_layer_above_the_first() -> None:
    found = span_vectors(ENCODED, [(1, 2), (1, 4)])
    assert found.context.tolist() == [
        [110, 111, 112, 113, 210, 211, 212, 213],
        [120, 121, 122, 123, 220, 221, 222, 223],
    ]
    assert found.context.dtype == found.slot.dtype == np.float32


def test_slot_is_the_top_layers_forward_state_before_and_backward_state_after() -> None:
    found = span_vectors(ENCODED, [(1, 2), (2, 4)])
    # The forward half of <S> and the backward half of b; the forward half of a and the backward half of </S>.
    assert found.slot.tolist() == [[200, 201, 222, 223], [210, 211, 242, 243]]


def test_slot_does_not_see_the_span_itself() -> None:
    changed = ENCODED.copy()
    changed[:, 2:4] = -1
    assert span_vectors(changed, [(2, 4)]).slot.tolist() == span_vectors(ENCODED, [(2, 4)]).slot.tolist()
    assert span_vectors(changed, [(2, 4)]).context.tolist() != span_vectors(ENCODED, [(2, 4)]).context.tolist()
