"""The index of senses: its versions on disk, the graph, retrieval, and how a version is made."""
