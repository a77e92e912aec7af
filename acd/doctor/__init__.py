"""`acd pbx doctor`: looks at a PBX from the manager connection and from inside the PBX, and says line by line what is
right and what is missing.

- sheet: the lines as they are written
- version, account, dialplan, phones, clocks: what is asked over the manager connection
- knock: a call inside the PBX, which visits the engine, looks around there and tells
- trunks: OPTIONS to phones and trunks
- examine: all of it on one PBX, in order
- alone: the same with the daemon not running
"""
