"""HTTP clients of the service. They share one TLS context: to read the authorities' certificates takes 30 ms."""

import functools
import ssl
from typing import Any

import httpx2


def client(**given: Any) -> httpx2.AsyncClient:
    """`given`: as for httpx2.AsyncClient."""
    return httpx2.AsyncClient(verify=_authorities(), **given)


@functools.cache
def _authorities() -> ssl.SSLContext:
    return httpx2.create_ssl_context()
