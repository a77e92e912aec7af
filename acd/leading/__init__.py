"""Two daemons on one PostgreSQL: one leads, the other stands by (docs/high-availability.md).

- ``taking``   how a daemon comes to lead: at once, or by standing by until the leader has gone
- ``tenure``   its time as leader: renewed, and over before another's begins
- ``bystander``  what a daemon that stands by answers to operators

The row in the store, and why it is safe: ``acd.store.lease``.
"""
