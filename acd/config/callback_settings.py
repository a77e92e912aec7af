"""Call-backs as configured, but for what each queue says of its own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CallbackPolicy:
    """`trunk` is the PJSIP endpoint customers are called over, `number` what they are shown. Only numbers of
    `countries` are called (ISO 3166 codes; a number without a country's code is one of the first), and none of `own`.
    At most `per_number_a_day` call-backs are taken down for one number, and `an_hour` for the whole house."""

    trunk: str
    number: str
    countries: tuple[str, ...]
    own: tuple[str, ...] = ()
    per_number_a_day: int = 3
    an_hour: int = 60
