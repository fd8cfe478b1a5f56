# SPDX-License-Identifier: GPL-3.0-or-later
"""Ports for servers that cannot choose one by themselves."""
import contextlib
import socket


@contextlib.contextmanager
def held_port():
    """A port of 127.0.0.1 that the kernel gives to nobody else meanwhile. A server that asks for it by its number, and with
    SO_REUSEADDR as servers do, can listen on it all the same: what holds it is bound, but does not listen."""
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(('127.0.0.1', 0))
        yield holder.getsockname()[1]
