"""Passwords as bcrypt hashes, made and compared in threads, since each takes a quarter of a second."""

import asyncio

import bcrypt

# bcrypt reads no more; what it would leave out is refused instead.
LONGEST_PASSWORD = 72
# Compared where there is no such user, so that the time of the answer does not tell who exists.
_NOBODY = "$2b$12$LsVnZTRy2L/SftXkqNWn9uQHcNhpyZ7H9h3YWTlNawSMhuwgT4yLS"


async def hash_of(password: str) -> str:
    """Return the bcrypt hash of a password with a new salt; raise ValueError for more than 72 bytes or for NUL."""
    secret = password.encode()
    if len(secret) > LONGEST_PASSWORD or b"\0" in secret:
        raise ValueError(f"a password has at most {LONGEST_PASSWORD} bytes, and no NUL")
    return (await asyncio.to_thread(bcrypt.hashpw, secret, bcrypt.gensalt(12))).decode()


async def is_password(password: str, password_hash: str | None) -> bool:
    """Tell whether the hash is of this password; False, after the same time, where there is no hash."""
    secret = password.encode("utf-8", "surrogatepass")
    if len(secret) > LONGEST_PASSWORD or b"\0" in secret:
        secret, password_hash = b"", None
    same = await asyncio.to_thread(bcrypt.checkpw, secret, (password_hash or _NOBODY).encode())
    return same and password_hash is not None
