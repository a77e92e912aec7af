"""Prints docs/life.md from the life tables: `make docs`. A test holds the page against the tables."""

from acd.core.agent import AGENT_DAY
from acd.core.contact import CONTACT_LIFE, ContactState
from acd.core.life import diagram
from acd.core.records import AgentState

PAGE = """\
# What may follow what

Made from the tables `AGENT_DAY` (acd/core/agent.py) and `CONTACT_LIFE` (acd/core/contact.py) by `make docs`. A pair
that is not there changes nothing: the Floor writes a `Refused` row with event, state and who.

## An agent's day

```mermaid
{agent}```

## A contact's life

```mermaid
{contact}```
"""


def page() -> str:
    return PAGE.format(
        agent=diagram(AGENT_DAY, AgentState.SIGNED_OUT), contact=diagram(CONTACT_LIFE, ContactState.WAITING)
    )


if __name__ == "__main__":
    print(page(), end="")
