"""What operators did over the control socket, as rows of the shell. The Floor decides nothing by them."""

from acd.core.frozen import frozen


@frozen
class OperatorActed:
    """One request that changes something, or asks for a caller's voice; also one that was not granted. `who` is the
    user the kernel names at the other end, `act` the request's word, `whom` the agent, contact, queue or file it is
    about, `what` the rest of it. Of a caller's number only the last two digits are here, of secrets and digits nothing.
    `result`: done, refused (it could not be done), denied (his role may not), failed."""

    at: float
    uid: int
    who: str
    role: str
    act: str
    whom: str
    what: str
    result: str
    why: str
