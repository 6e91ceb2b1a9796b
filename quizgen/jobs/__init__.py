"""Work that goes on beside serving: the queue, the worker, and the steps of a build."""
