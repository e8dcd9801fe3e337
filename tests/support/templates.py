"""Templates, compiled once a process: each test makes an application, with the same hundreds of them."""

from __future__ import annotations

from types import CodeType

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache


class Remembered(BytecodeCache):
    """By name and source, as Jinja's own caches on disk are."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code
        self._known[bucket.key, bucket.checksum] = bucket.code


def compile_once() -> None:
    Flask.jinja_options = {"bytecode_cache": Remembered()}
