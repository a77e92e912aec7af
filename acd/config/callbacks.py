"""[callback] of queues.toml and the `callback` of each queue: who is called back, how, when, and over which trunk."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated

import phonenumbers
from pydantic import PlainValidator

from acd.config.callback_settings import CallbackPolicy
from acd.config.draft import Draft
from acd.config.errors import Mistakes, shown
from acd.config.fields import Endpoint, Strikes, refuse
from acd.config.files import Source, single
from acd.config.tables import Table, nearest, validate
from acd.core.roster import QueueRules, ToNode
from ivr.nodes.callback import Callback

_POLICY = CallbackPolicy("", "", ())
NEEDED = "customers are called over a trunk: write a table [callback] with trunk, number and countries"


def check_country(value: object) -> str:
    if isinstance(value, str) and value in phonenumbers.SUPPORTED_REGIONS:
        return value
    return refuse('a country\'s code of two capitals, such as "DE"')


def _number(value: object) -> str:
    """With its country's code, so that it means the same everywhere."""
    digits = value[1:] if isinstance(value, str) and value.startswith("+") else ""
    return f"+{digits}" if digits.isdecimal() and digits.isascii() and 5 <= len(digits) <= 15 else refuse(_NUMBER)


_NUMBER = 'a number with its country\'s code, such as "+49301234567"'
Number = Annotated[str, PlainValidator(_number)]


class PolicyTable(Table):
    trunk: Endpoint
    number: Number
    countries: tuple[Annotated[str, PlainValidator(check_country)], ...]
    own: tuple[Number, ...] = _POLICY.own
    per_number_a_day: Strikes = _POLICY.per_number_a_day
    an_hour: Strikes = _POLICY.an_hour


def read_policy(sources: list[Source], mistakes: Mistakes) -> CallbackPolicy | None:
    entry = single(sources, "callback", mistakes)
    table = validate(PolicyTable, entry.raw, entry.file, "callback", mistakes) if entry else None
    if entry is None or table is None:
        return None
    if not table.countries:
        mistakes.add(entry.file, "callback.countries", "allowed: at least one country", "an empty list")
    return CallbackPolicy(table.trunk, table.number, table.countries, table.own, table.per_number_a_day, table.an_hour)


def with_policy(rules: Mapping[str, QueueRules], policy: CallbackPolicy | None) -> dict[str, QueueRules]:
    """Each queue's rules, the way to the customer put in."""
    return {name: _with_policy(each, policy) for name, each in rules.items()}


def _with_policy(rules: QueueRules, policy: CallbackPolicy | None) -> QueueRules:
    if rules.callback is None or policy is None:
        return rules
    return replace(rules, callback=replace(rules.callback, trunk=policy.trunk, shown=policy.number))


def check_callbacks(policy: CallbackPolicy | None, draft: Draft, mistakes: Mistakes) -> None:
    """What must hold between [callback], queues, flows, calendars and trunks."""
    offering = {name for name, rules in draft.queues.rules.items() if rules.callback is not None}
    for name in sorted(offering):
        _check_queue(draft.queues.rules[name], policy, draft, mistakes)
    if policy is not None:
        _check_trunk(policy, draft, mistakes)
    for flow, queue in _booked_in_flows(draft):
        if queue in draft.queues.rules and queue not in offering:
            file, where = draft.queues.section.where(queue)
            mistakes.add(file, f"{where}.callback", f"missing: flow {flow} puts callers down to be called back for it")
    for rules in draft.queues.rules.values():
        if rules.name not in offering:
            _check_keys(rules, draft, mistakes)


def _check_queue(rules: QueueRules, policy: CallbackPolicy | None, draft: Draft, mistakes: Mistakes) -> None:
    file, where = draft.queues.section.where(rules.name, "callback")
    hours = rules.callback.hours if rules.callback else None
    if policy is None and draft.queues.is_whole:
        mistakes.add(file, where, NEEDED)
    if hours is not None and hours not in draft.flows.calendars:
        mistakes.add(file, f"{where}.hours", f"no such calendar, {nearest(hours, draft.flows.calendars)}", shown(hours))


def _check_trunk(policy: CallbackPolicy, draft: Draft, mistakes: Mistakes) -> None:
    for pbx in draft.house.pbxes.values():
        if policy.trunk not in pbx.trunks:
            why = f"no trunk of PBX {pbx.name} (pbx.{pbx.name}.trunks of acd.toml), {nearest(policy.trunk, pbx.trunks)}"
            mistakes.add("queues.toml", "callback.trunk", why, shown(policy.trunk))


def _booked_in_flows(draft: Draft) -> Iterator[tuple[str, str]]:
    for flow in draft.flows.flows.values():
        yield from (
            (flow.name, node.queue) for node in flow.nodes.values() if isinstance(node, Callback) and node.queue
        )


def _check_keys(rules: QueueRules, draft: Draft, mistakes: Mistakes) -> None:
    """A key on hold that leads to a flow which puts callers down for the queue they were held in."""
    for key, leave in rules.keys.items():
        flow = draft.flows.flows.get(leave.flow) if isinstance(leave, ToNode) else None
        if flow is not None and any(isinstance(node, Callback) and not node.queue for node in flow.nodes.values()):
            file, where = draft.queues.section.where(rules.name, f"keys.{key}")
            why = f"flow {flow.name} puts its callers down to be called back, and the queue has no callback = {{...}}"
            mistakes.add(file, where, why)
