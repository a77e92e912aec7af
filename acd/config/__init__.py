"""The admin's files, read and checked into one frozen ``Settings``; every mistake is told at once, with file and key.

- errors: what a mistake looks like; collecting them
- fields, tables: what one value may be (seconds, level, name); how a table of them is validated and explained
- daemon, queues, agents: the tables of acd.toml, queues.toml and agents.toml
- files, secret: reading TOML and secrets from disk
- read, read_daemon, flows, draft: one directory -> Settings; check, sounds: what holds between files
- settings, diff, summary: the result; what a reload would change; counts
- pins: how agents' PINs are kept
- conf_format, queues_conf, queue_options, members, to_toml, import_files: an existing Queue() set-up turned into ours
"""
