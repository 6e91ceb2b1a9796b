"""Which words are asked about, and in which sentence: what an editor looks at before the choices."""
