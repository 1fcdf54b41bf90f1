"""What the function behind a route says of its answer."""

from __future__ import annotations

import ast

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._python_file import read_python
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._route_handlers import (
    asks_for_login,
    handlers_of,
    status_of,
)

ROUTE = "@app.get('/')\n"


@pytest.mark.parametrize(
    ("text", "status", "is_guarded"),
    [
        (ROUTE + "def home(): return 'well'\n", 200, False),
        ("@app.get('/', status_code=204)\ndef home(): ...\n", 204, False),
        ("@app.get('/', status_code=status.HTTP_204_NO_CONTENT)\ndef home(): ...\n", 204, False),
        (ROUTE + "def home(): return Response(status_code=204)\n", 204, False),
        (ROUTE + "def home(): return '', 204\n", 204, False),
        (ROUTE + "def home(db=Depends(get_db)): ...\n", 200, False),
        (ROUTE + "def home(user=Depends(get_current_user)): ...\n", 200, True),
        (ROUTE + "def home(user: Annotated[User, Security(verify_token)]): ...\n", 200, True),
        (ROUTE + "def home(user: CurrentUser): ...\n", 200, True),
        ("@app.get('/', dependencies=[Depends(authorized)])\ndef home(): ...\n", 200, True),
        (ROUTE + "def home():\n    if not g.user: return redirect('/login')\n    return 'mine'\n", 200, True),
        ("@app.route('/login', methods=['GET', 'POST'])\ndef login(): return redirect('/')\n", 200, False),
    ],
)
def test_answers(text: str, status: int, is_guarded: bool) -> None:
    file = read_python(text, "main.py", "main")
    ((call, handler),) = handlers_of(file).items()
    assert isinstance(call, ast.Call)
    assert (status_of(call, handler), asks_for_login(file, call, handler)) == (status, is_guarded)
