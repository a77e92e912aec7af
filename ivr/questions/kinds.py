"""The question a node asks at this moment."""

from ivr.flow import Flow
from ivr.nodes.collect import Collect
from ivr.nodes.date import AskDate
from ivr.nodes.listen import Listen
from ivr.nodes.number import AskNumber
from ivr.nodes.rate import Rate
from ivr.nodes.yes_no import YesNo
from ivr.place import Place
from ivr.questions.choices import ListenQuestion, YesNoQuestion
from ivr.questions.dates import date_question
from ivr.questions.entries import DigitsQuestion, NumberQuestion
from ivr.questions.question import Question
from ivr.questions.ratings import RatingQuestion

Asked = Listen | YesNo | AskNumber | AskDate | Collect | Rate


def question_of(flow: Flow, place: Place, node: Asked) -> Question:
    match node:
        case Listen():
            return ListenQuestion(flow, node, place.language)
        case YesNo():
            return YesNoQuestion(flow, node, place.language)
        case AskNumber():
            return NumberQuestion(flow, node, place.language)
        case AskDate():
            return date_question(flow, place, node)
        case Collect():
            return DigitsQuestion(flow, node, place.language)
        case Rate():
            return RatingQuestion(flow, node, place.language)
