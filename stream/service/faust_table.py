"""The table that state is kept in: RocksDB beside the worker, its changelog on the brokers.

Faust opens it and closes it with the partitions. It neither writes rows (it takes the partition from the event in hand
and cannot say when the brokers have a row) nor reads them back (:mod:`stream.service.changelog` says why). What is kept
here of a row begins with its offset in the changelog, because that order decides which rows count (state.py).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import faust
import rocksdict
from faust.stores.rocksdb import Store
from faust.types import TP

from stream.errors import CopytasterError, Fatal
from stream.service.state import Row, Stored

__all__ = ["SegmentTable"]

_OFFSET = struct.Struct(">q")
_NEXT = b"copytaster\0next"  # no key of a row: those are 16 bytes of an owner and a number
_MB = 1024 * 1024


class _SegmentStore(Store):
    """Rows of a partition, each with its offset, and how far the changelog was read without a gap."""

    def persisted_offset(self, tp: TP) -> int | None:
        """Nothing that concerns Faust: it reads no rows."""
        return None

    def keep(self, tp: TP, rows: Iterable[tuple[int, Row]], upto: int | None = None) -> int:
        """Write rows that are in the changelog at these offsets; return where it is to be read on.

        Args:
            tp: partition of the changelog.
            rows: in the order of offsets.
            upto: all rows before this offset are kept with these. None for rows of ours that the brokers have taken:
                what others wrote before them may not be here, so they count only where they follow at once.

        Raises:
            Fatal: the disk does not take them.
        """
        following = self.next_offset(tp.partition) if upto is None else upto
        batch = rocksdict.WriteBatch(raw_mode=True)
        for offset, row in rows:
            following += offset == following
            if row.value is None:
                batch.delete(row.key)
            else:
                batch.put(row.key, _OFFSET.pack(offset) + row.value)
        batch.put(_NEXT, _OFFSET.pack(following))
        with self._on_disk(tp.partition):
            self._db_for_partition(tp.partition).write(batch)
        return following

    def next_offset(self, partition: int) -> int:
        """Where the changelog is to be read on; rows of a release that did not say so are deleted."""
        with self._on_disk(partition):
            database = self._db_for_partition(partition)
            kept: bytes | None = database.get(_NEXT)
            if kept is not None:
                return int(_OFFSET.unpack(kept)[0])
            batch = rocksdict.WriteBatch(raw_mode=True)
            for key in database.keys():  # noqa: SIM118 - no dict
                batch.delete(key)
            batch.put(_NEXT, _OFFSET.pack(0))
            database.write(batch)
        return 0

    def _open_for_partition(self, partition: int) -> Any:
        """Open it where it is not open yet; that writes files too."""
        with self._on_disk(partition):
            return super()._open_for_partition(partition)

    @contextmanager
    def _on_disk(self, partition: int) -> Iterator[None]:
        """What RocksDB says of its files, with what to do about it."""
        try:
            yield
        except CopytasterError:
            raise
        except Exception as error:  # rocksdict raises nothing narrower
            raise Fatal(
                f"COPYTASTER_STATE_DIR: {self.partition_path(partition)}: {error}; is there room, and may we write "
                "there? Then start again. Files that are damaged can be deleted: the brokers have the state"
            ) from error

    def places(self, partition: int) -> Iterator[tuple[int, bytes]]:
        """Offset and key of all rows of a partition."""
        with self._on_disk(partition):
            for key, value in self._db_for_partition(partition).items():
                if key not in (_NEXT, self.offset_key):
                    if len(value) < _OFFSET.size:
                        raise Fatal(f"a row of state has {len(value)} bytes; delete COPYTASTER_STATE_DIR to rebuild it")
                    yield _OFFSET.unpack_from(value)[0], key

    def value(self, partition: int, key: bytes) -> bytes:
        """What is in a row."""
        with self._on_disk(partition):
            raw: bytes = self._db_for_partition(partition)[key]
        return raw[_OFFSET.size :]


class _Rows:
    """The rows of one partition."""

    def __init__(self, store: _SegmentStore, partition: int) -> None:
        self._store = store
        self._partition = partition

    def places(self) -> Iterator[tuple[int, bytes]]:
        return self._store.places(self._partition)

    def value(self, key: bytes) -> bytes:
        return self._store.value(self._partition, key)


class SegmentTable(faust.Table[bytes, bytes]):
    """The one table of the worker.

    Args:
        app: the Faust app.
        changelog: the changelog topic, which is there already.
        partitions: how many it has.
        cache: of RocksDB, for each partition, in MB. Faust's default is 2 GiB for each.
    """

    def __init__(self, app: faust.App, changelog: Any, partitions: int, cache: int) -> None:
        super().__init__(
            app,
            name="state",
            key_type=bytes,
            value_type=bytes,
            partitions=partitions,
            changelog_topic=changelog,
            options={  # a fresh dict: the store takes entries out of it
                "driver": "rocksdict",
                "block_cache_size": cache * _MB,
                "write_buffer_size": cache * _MB,
                "max_write_buffer_number": 2,
                "max_open_files": 64,
            },
        )
        self._changelog_name = changelog.get_topic_name()

    def _new_store_by_url(self, url: Any) -> Store:
        return _SegmentStore(
            url,
            self.app,
            self,
            table_name=self.name,
            key_type=self.key_type,
            key_serializer=self.key_serializer,
            value_serializer=self.value_serializer,
            value_type=self.value_type,
            loop=self.loop,
            options=self.options,
        )

    def keep(self, partition: int, rows: Iterable[tuple[int, Row]], upto: int | None = None) -> int:
        """Keep rows that the brokers have, with their offsets in the changelog; return where it is to be read on.

        Args:
            partition: theirs.
            rows: in the order of offsets.
            upto: all rows before this offset are kept with these; None for rows that were just sent.
        """
        return self._segments.keep(TP(self._changelog_name, partition), rows, upto)

    def next_offset(self, partition: int) -> int:
        """Where the changelog is to be read on."""
        return self._segments.next_offset(partition)

    def stored(self, partition: int) -> Stored:
        """The rows of a partition."""
        return _Rows(self._segments, partition)

    @property
    def _segments(self) -> _SegmentStore:
        store = self.data
        if not isinstance(store, _SegmentStore):
            raise TypeError(f"the table's store is a {type(store).__name__}")
        return store
