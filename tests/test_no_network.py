"""The guard itself: a test that reaches out fails, one that stays on this machine does not."""

import socket

import pytest


def test_a_connection_to_the_outside_is_refused() -> None:
    with socket.socket() as caller, pytest.raises(AssertionError, match=r"192\.0\.2\.1"):
        caller.connect(("192.0.2.1", 80))
    with socket.socket() as caller, pytest.raises(AssertionError, match="network"):
        caller.connect_ex(("192.0.2.1", 80))


def test_loopback_is_allowed() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()[:2]) as caller,
    ):
        assert caller.getpeername()[0] == "127.0.0.1"
