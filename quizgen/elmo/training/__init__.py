"""Training ELMo's language model: nothing here is needed to serve."""
