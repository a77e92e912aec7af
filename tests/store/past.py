"""A store with a past: the calls of two callers, in every table that knows of callers."""

from acd.core.acts import OperatorActed
from acd.core.callback import CallbackBooked
from acd.core.events import CallbackWanted, CallerLeft, ContactArrived, EstimatesRecalled, PastTalk, PbxSnapshot
from acd.core.left import MessageLeft, SurveyAnswered
from acd.core.outbound import CallOut
from acd.core.pin_tries import PinAct, PinTried
from acd.core.records import ContactEnded, ContactEntered, FlowWalked, Outcome, QueueStayEnded
from acd.store import Store

HIS, NATIONAL = "+4930901820", "030901820"
HERS = "+49309018201"  # his and one digit more
SPELLED = (HIS, "004930901820", "4930901820", NATIONAL)


def put_call(store: Store, contact: str, number: str, name: str, at: float, queue: str = "sales") -> None:
    """Everything one call may leave behind."""
    said = {"account": "4711", "call_me_at": number}
    walked = (("menu", "1"), ("account", "4711"), ("done", ""))
    store.put(FlowWalked(contact, "main", "main", number, name, at, at + 5, walked, "hand_off", queue, "buy"), at + 5)
    store.put(ContactEntered(contact, "main", queue, number, name, "buy", 0, at, at), at)
    store.put(QueueStayEnded(contact, queue, at, at + 10, "answered"), at + 10)
    ended = ContactEnded(
        *(contact, "main", queue, number, name, "buy", "de", 0, at, at + 10, at + 60),
        *(Outcome.ANSWERED, "1001", 1, False, said),
    )
    store.put(ended, at + 60)
    store.put(MessageLeft(f"{contact}+1-1+queue-sales", contact, "main", "queue", queue, number, name, 9.0, at, ""), at)
    store.put(SurveyAnswered(contact, "1001", queue, "survey", "kind", 5, at), at)
    back = CallbackBooked(
        *(f"{contact}c1", "main", queue, number, number[-8:], name, "", "de", 0, (), (), at, at, at, at, at, said)
    )
    store.put(back, at)
    store.put(CallOut(f"{contact}c1", "main", number, "", at, ""), at)
    store.journal(ContactArrived(contact, "main", f"PJSIP/trunk-{at:.0f}", queue, at, number, name, data=said), at)
    wanted = CallbackWanted(f"{contact}c1", "main", queue, number, number[-8:], at, "ask-1", name, data=said)
    store.journal(wanted, at)
    holding = ContactArrived(contact, "main", "PJSIP/x", queue, at, number, name)
    store.journal(PbxSnapshot("main", (holding,), (), ()), at)
    store.journal(EstimatesRecalled((), (PastTalk(number, "1001", "buy", at),)), at)
    store.journal(CallerLeft(contact), at)


def two_callers(store: Store, at: float = 1000.0) -> None:
    """His four calls, each in another spelling, and hers."""
    for number, spelled in enumerate(SPELLED):
        put_call(store, f"main-{at:.0f}.{number}", spelled, f"Otto {spelled}", at + number)
    put_call(store, f"main-{at:.0f}.9", HERS, "Hanna", at + 9)
    store.put(PinTried("agents", "a1", "digest-of-his", at, PinAct.TRIED), at)
    store.put(OperatorActed(at, 0, "root", "admin", "call-back", "***20", "queue sales", "done", ""), at)
    store.flush()
