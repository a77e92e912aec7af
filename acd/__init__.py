"""The routing engine: the hand on the switch.

The rooms in the order a call passes them:

- ``visits``     the PBX visits us over FastAGI: a caller walks a flow (``ivr``), hears where he stands, presses a key
- ``pbx``        ``wire`` (bytes to messages), ``link`` (connection), ``hear`` (messages to facts), ``door`` (one PBX)
- ``reception``  what the channel says about a caller becomes ``ContactArrived``
- ``pump``       the heartbeat: stamp, journal, ``floor.handle``, hand the commands out
- ``core``       pure: ``floor`` takes events and gives commands; ``waiting``, ``routing``, ``delivery`` are its parts
- ``pbx.tell``   commands become manager actions: the agent's phone rings, the PBX bridges
- ``store``      rows and journal, written off the path; ``house`` and ``control`` answer operators; ``cli`` prints
- ``config``     files to frozen settings; ``daemon`` opens all rooms in order and closes them in the other
- ``notify``     what we tell who keeps us running; ``heartbeat`` feeds the watchdog while the pump handles events;
  ``supervise``  is such a keeper where there is no systemd
- ``lint``       looks at the configuration and the last weeks, and says what will not do
- ``doctor``     looks at a PBX, from the connection and from inside it, and says what is right and what is missing
- ``planning``   what an agent's time is worth, worked out beside the floor and told to it as an event
- ``simulate``, ``replay``, ``shadow``, ``staffing``  the floor in simulated traffic, on recorded days, beside an
  existing Queue(); and how many agents an interval needs
- ``lab``        a private PBX and phones to try the whole house: demo, tests and benches stand on it

Arrows go down only; ``core`` knows nothing outside itself; ``ivr`` never imports ``acd``.
"""
