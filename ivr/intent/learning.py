"""What a question has to learn of its intents: when it is first asked about them, or beforehand and beside other work.

Learning takes some seconds: scikit-learn and the model of meaning are loaded, then there is a second of arithmetic. Who
only looks at a flow pays for it when he asks what a sentence means. Whoever lets callers in puts it off, has it done
beside, and until then the question does what it does where nobody listens: keys serve.
"""

from collections.abc import Mapping

from ivr.intent.classifier import Classifier
from ivr.intent.meaning import Meaning
from ivr.intent.teaching import Teaching


class Learner:
    """Asked as a ``Classifier`` is. Learning in one thread and asking in another is safe."""

    def __init__(self, teaching: Teaching) -> None:
        self._teaching = teaching
        self._classifier: Classifier | None = None
        self._is_put_off = False

    @property
    def is_at_hand(self) -> bool:
        """False only for what was put off and is not learned yet: who asks now, waits."""
        return self._classifier is not None or not self._is_put_off

    def put_off(self) -> None:
        """Somebody will call `learn` where nobody waits for it."""
        self._is_put_off = True

    def learn(self) -> Classifier:
        """Once; the same again after that."""
        if self._classifier is None:
            from ivr.intent.train import trained  # with it comes scikit-learn: only for flows that need it

            self._classifier = trained(self._teaching)
        return self._classifier

    @property
    def intents(self) -> tuple[str, ...]:
        return self.learn().intents

    @property
    def meaning(self) -> Meaning | None:
        return self.learn().meaning

    def chances(self, text: str) -> Mapping[str, float]:
        """As ``Classifier.chances``."""
        return self.learn().chances(text)
