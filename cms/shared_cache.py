"""The cache in Redis or Valkey, without which the site goes on.

Nothing is kept in it that could not be made anew, so a server that is away is as one that has
forgotten everything.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

PAUSE = 5  # seconds for which a server that failed is not asked again: each time a reader waits


class TolerantRedisCache(RedisCache):
    """Django's, of which every method gives what an empty cache would, where Redis fails.

    After a failure nobody asks for a while; the log has a sentence when it begins and ends.
    """

    asked_again_at = 0.0  # as `time.monotonic` counts
    is_away = False

    def _tolerate(self, ask: Callable[[], Any], otherwise: Any) -> Any:
        if time.monotonic() < self.asked_again_at:
            return otherwise
        try:
            found = ask()
        except RedisError as error:
            self.asked_again_at = time.monotonic() + PAUSE
            if not self.is_away:
                logger.warning("The shared cache does not answer: %s", type(error).__name__)
            self.is_away = True
            return otherwise
        if self.is_away:
            logger.warning("The shared cache answers again.")
            self.is_away = False
        return found

    def add(self, *args: Any, **kwargs: Any) -> Any:
        return self._tolerate(lambda: super(TolerantRedisCache, self).add(*args, **kwargs), False)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._tolerate(
            lambda: super(TolerantRedisCache, self).get(key, default, version), default
        )

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._tolerate(lambda: super(TolerantRedisCache, self).set(*args, **kwargs), None)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        return self._tolerate(lambda: super(TolerantRedisCache, self).touch(*args, **kwargs), False)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return self._tolerate(
            lambda: super(TolerantRedisCache, self).delete(*args, **kwargs), False
        )

    def get_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._tolerate(lambda: super(TolerantRedisCache, self).get_many(*args, **kwargs), {})

    def has_key(self, *args: Any, **kwargs: Any) -> Any:
        return self._tolerate(
            lambda: super(TolerantRedisCache, self).has_key(*args, **kwargs), False
        )

    def set_many(self, data: Any, *args: Any, **kwargs: Any) -> Any:
        return self._tolerate(
            lambda: super(TolerantRedisCache, self).set_many(data, *args, **kwargs), list(data)
        )

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        self._tolerate(lambda: super(TolerantRedisCache, self).delete_many(*args, **kwargs), None)

    def clear(self) -> Any:
        return self._tolerate(lambda: super(TolerantRedisCache, self).clear(), False)
