"""The benchmarks of `quizgen bench`: the index, and the batch."""
