"""AllenNLP's ELMo behind standard input and output, run by the Python of an environment that has AllenNLP 2.10.1.

The first line read is a JSON object: ``options`` and ``weights`` (paths), ``threads``, ``sentences`` (lists of tokens),
``vectors`` (where to write what it gives for the first ``compared`` sentences, a NumPy archive of one array a
sentence, (layers, tokens, width)). The answer is AllenNLP's version. Every line after it is [first, last, batch]:
encode these sentences (half-open) in calls of ``batch``; the answer is the seconds it took. Nothing of quizgen is
imported.
"""

from __future__ import annotations

import json
import os
import sys
import time


def main() -> None:
    """Answer until standard input ends."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever libraries print is no answer

    import allennlp.version  # type: ignore[import-not-found]
    import numpy as np
    import torch
    from allennlp.modules.elmo import Elmo, batch_to_ids  # type: ignore[import-not-found]

    given = json.loads(sys.stdin.readline())
    torch.set_num_threads(given["threads"])
    model = Elmo(given["options"], given["weights"], 1, dropout=0.0).eval()
    network = model._elmo_lstm
    found = []
    with torch.no_grad():
        for tokens in given["sentences"][: given["compared"]]:
            network._elmo_lstm.reset_states()
            activations = network(batch_to_ids([tokens]))["activations"]
            found.append(torch.stack(activations)[:, 0, 1:-1].numpy())
    np.savez(given["vectors"], *found)
    print(json.dumps(allennlp.version.VERSION), file=answers, flush=True)
    for line in sys.stdin:
        first, last, batch = json.loads(line)
        begun = time.perf_counter()
        with torch.no_grad():
            for start in range(first, last, batch):
                network._elmo_lstm.reset_states()
                model(batch_to_ids(given["sentences"][start : min(start + batch, last)]))
        print(json.dumps(time.perf_counter() - begun), file=answers, flush=True)


if __name__ == "__main__":
    main()
