"""The kinds of nodes a flow is made of, a file each.

A node is a frozen dataclass with `kind` (its word in the file), `role`, `line` (where it stands) and three methods:
`ways()` - the ways on as (why, node), `names()` - the facts and data it must be told before it can act, `shown()` - the
lines below its name in a picture. Its reader is `ivr/reading/<kind>.py` (one row in `ivr.reading.nodes.READERS`), its
walking a file of its own with a case in `ivr.walk`, and it is a member of `ivr.flow.Node`.
"""
