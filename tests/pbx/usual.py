"""The house most whole-call tests share: many queues, each with a rule or two of its own and a skill of its own name,
so that tests do not meet. Agents hold no skill until a test gives them one."""

from collections.abc import Mapping

from acd.config.pins import hash_pin
from acd.lab.house import Plan

PIN = "4711"
# what a PBX says of a daemon that is away
AWAY = ("AGI", "agi", "ast_agi", "launch_netscript", "Connect", "connection")

# queue -> its rules beside `needs` (its own name at level 1 unless said otherwise)
_QUEUES: Mapping[str, str] = {
    "sales": "",
    "support": "",
    "billing": "",
    "operator": "",
    "expert": "needs = { expert = 7 }\nrelax = []",
    "easing": (
        "needs = { easing = 8, french = 1 }\n"
        'relax = [{ after_s = 1, skill = "easing", level = 3 }, { after_s = 2, skill = "french", level = 0 }]'
    ),
    "best": "",
    "idlest": "weights = { preset = 'longest_idle', answer = 0 }",
    "loyal": "preferred_s = 2",
    "quick": "ring_s = 1",
    "once": "ring_s = 1\nwhen_nobody = { queue = 'sales' }",
    "wrapping": "wrap_s = 1.5",
    "tidying": "wrap_s = 60",
    "urgent": "weights = { preset = 'longest_idle', wait = 0 }",
    "full-queue": "max_length = 1\nwhen_full = { queue = 'sales' }",
    "full-desk": "max_length = 1\nwhen_full = { destination = 'desk' }",
    "full-bye": "max_length = 1\nwhen_full = { goodbye = 'vm-goodbye' }",
    "late-queue": "max_wait_s = 1\nwhen_late = { queue = 'sales' }",
    "late-desk": "max_wait_s = 1\nwhen_late = { destination = 'desk' }",
    "late-bye": "max_wait_s = 1\nwhen_late = { goodbye = 'vm-goodbye' }",
    "empty-queue": "when_nobody = { queue = 'sales' }",
    "empty-desk": "when_nobody = { destination = 'desk' }",
    "empty-bye": "when_nobody = { goodbye = '' }",
    "keyed": (
        "keys = { 1 = { flow = 'desk', node = 'ask' }, 2 = { queue = 'sales' }, 3 = { goodbye = 'vm-goodbye' }, "
        "'*' = { flow = 'desk', node = 'again' }, '#' = { destination = 'desk' } }"
    ),
    "spoken": (
        "say_position = true\nsay_wait = true\nhandle_s = '10 h'\ncomfort = ['beep']\nannounce_every_s = 1\n"
        "keys = { 2 = { queue = 'sales' } }"
    ),
    "whispered": "whisper = true",
    "recorded": "record = true",
    "hasty": "whisper = true\nwrap_s = 0",
}


def _queue(name: str, rules: str) -> str:
    needs = "" if "needs =" in rules else f"needs = {{ {name} = 1 }}\n"
    return f"[queue.{name}]\n{needs}{rules}\n"


# the higher level goes first whatever the agents did in earlier tests
_DEFAULTS = """
[defaults]
weights = { preset = "best_skill", handle = 0, price = 0, answer = 0, idle = 0 }
whisper = false
wrap_s = 0
ring_s = 8
say_position = false
say_wait = false
announce_every_s = 600
[destinations]
desk = "The desk"
"""
QUEUES = _DEFAULTS + "".join(_queue(name, rules) for name, rules in _QUEUES.items())
SKILLS = sorted({*_QUEUES, "french"})
AGENTS = f"""
[defaults]
cooldowns = {{ no_answer_s = 1, busy_s = 1, rejected_s = 1, unreachable_s = 1, dropped_s = 1, strikes = 3 }}
[agent.1001]
name = "Anna Alvarez"
[agent.1002]
name = "Ben Okafor"
[agent.1003]
name = "Chiara Rossi"
pin = "{hash_pin(PIN)}"
[agent.1004]
name = "Dmitri Novak"
"""

_FLOWS = {
    "main": """
start: main
language: en
nodes:
  main:
    menu: [basic-pbx-ivr-main]
    keys: {1: sales, 2: support, 3: account, 4: operator}
    retries: 1
    timeout_s: 0.5
    wrong: [pm-invalid-option]
    silent: [vm-sorry]
    on_failure: bye
  sales: {handoff: sales, intent: buy}
  support: {handoff: support, intent: help}
  account:
    collect: account
    prompt: [beep]
    least: 3
    most: 5
    confirm: [you-entered]
    retries: 1
    timeout_s: 1
    gap_s: 1
    wrong: [privacy-incorrect]
    silent: [vm-sorry]
    on_failure: bye
    next: note
  note: {set: {intent: invoice, priority: 2, data: {reason: "account {account}"}}, next: thanks}
  thanks: {play: [privacy-thankyou], next: which}
  which:
    decide:
      - {when: {data: account, is: "999"}, go: desk}
      - else: billing
  desk: {transfer: desk}
  billing: {handoff: billing}
  operator: {handoff: operator}
  bye: {hangup: [vm-goodbye]}
""",
    "short": """
start: main
nodes:
  main: {menu: [beep], keys: {1: bye}, retries: 1, timeout_s: 0.5, silent: [beeperr], on_failure: bye}
  bye: {hangup: [beep]}
""",
    "message": """
start: hello
nodes:
  hello: {play: [privacy-thankyou], next: sales}
  sales: {handoff: sales}
""",
    "rush": """
start: which
nodes:
  which:
    decide:
      - {when: {fact: queue.operator.waiting, at_least: 1}, go: sales}
      - else: operator
  sales: {handoff: sales}
  operator: {handoff: operator}
""",
    "bye": """
start: bye
nodes:
  bye: {hangup: [vm-goodbye]}
""",
    "desk": """
start: ask
entries: [again]
nodes:
  ask: {menu: [beep], keys: {1: sales, 2: keyed}, timeout_s: 3, on_failure: bye}
  again: {handoff: keyed}
  sales: {handoff: sales}
  keyed: {handoff: keyed}
  bye: {hangup: [vm-goodbye]}
""",
    "calm": "start: wait\nnodes:\n  wait: {handoff: urgent, priority: 1}\n",
    "alarm": "start: wait\nnodes:\n  wait: {handoff: urgent, priority: 9}\n",
    "french": "start: wait\nnodes:\n  wait: {handoff: sales, skills: {french: 4}}\n",
}
_STRAIGHT = {name: f"start: wait\nnodes:\n  wait: {{handoff: {name}}}\n" for name in _QUEUES}
PLAN = Plan(QUEUES, AGENTS, {**_STRAIGHT, **_FLOWS})

DIALPLAN = """
[acd-destinations](+)
exten => desk,1,Playback(pls-hold-while-try)
 same => n,Hangup()

[acd-in](+)
exten => lost,1,Set(ACD_FLOW=nosuchflow)
 same => n,Goto(s,1)
exten => first,1,Set(ACD_FLOW=sales)
 same => n,Set(ACD_POSITION=1)
 same => n,Goto(s,1)
"""
GLOBALS = {"ACD_HOLD_S": "1", "ACD_QUIET_MAX": "3"}
