from tests.batch.conftest import articles

__all__ = ["articles"]
