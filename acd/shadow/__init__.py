"""An existing app_queue, watched: what happened, what we would have done, and what that would have saved.

Nothing is asked of the PBX but the state of its queues; nothing is changed there.

- facts: what can be known of a shop; hear (AMI) and queue_log make them, file keeps them
- people, day: the observed day; watch: the PBX it is observed at
- floor: the shop as a house of ours, and whom our Floor would have rung
- past, again, savings: the same day under our Floor, and what of the difference can be trusted
- report: all of it as data
"""
