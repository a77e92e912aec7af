"""`acd run --supervise`: keeps the daemon running where there is no systemd.

- ``supervisor``  starts the daemon, again when it has died, and passes signals on
- ``life``        one life of the daemon: it says it is ready, feeds the watchdog, ends or is ended
- ``backoff``     how long to wait before the next life
- ``tether``      what ends the daemon when its supervisor is gone
"""
