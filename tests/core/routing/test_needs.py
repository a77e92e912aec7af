"""Needs merge, and relax step by step."""

from acd.core.roster import RelaxStep, SkillNeed
from acd.core.routing import needs


def test_needs_merge_to_the_higher_level_and_relax_step_by_step():
    first = needs.at_entry([SkillNeed("fr", 3)], [SkillNeed("fr", 5), SkillNeed("de", 1)])
    steps = (RelaxStep(10, "fr", 2), RelaxStep(20, "de", 0), RelaxStep(5, "xx", 1), RelaxStep(30, "fr", 9))
    assert first == (("de", 1), ("fr", 5))
    assert needs.after(first, steps, 9) == first
    assert needs.after(first, steps, 10) == (("de", 1), ("fr", 2))
    assert needs.after(first, steps, 99) == (("fr", 2),)
    assert [needs.next_step_s(steps, waited) for waited in (0, 5, 20, 30)] == [5, 10, 30, None]
    assert needs.in_words(first, needs.after(first, steps, 99)) == (
        "de dropped (relaxed from 1)",
        "fr >= 2 (relaxed from 5)",
    )
