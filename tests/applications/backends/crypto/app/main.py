from argon2 import PasswordHasher
from cryptography.fernet import Fernet
from fastapi import FastAPI
from nacl.signing import SigningKey

app = FastAPI()


@app.get("/health")
def health() -> dict[str, bool]:
    return {"well": True}


@app.get("/kept")
def kept() -> list[bool]:
    box, key, hasher = Fernet(Fernet.generate_key()), SigningKey.generate(), PasswordHasher(memory_cost=1024)
    return [
        box.decrypt(box.encrypt(b"x")) == b"x",
        key.verify_key.verify(key.sign(b"x")) == b"x",
        hasher.verify(hasher.hash("x"), "x"),
    ]
