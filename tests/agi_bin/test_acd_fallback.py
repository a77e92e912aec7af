"""The stand-alone script: its file, its dialogue over fake streams, and every way a caller or an admin can spoil it."""

import importlib.machinery
import importlib.util
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

SCRIPT = Path(__file__).parents[2] / "asterisk-conf" / "agi-bin" / "acd-fallback"
SHIPPED = SCRIPT.parents[1] / "acd-fallback.conf"
HEADER = "agi_request: acd-fallback\nagi_callerid: 48600123456\nagi_calleridname: Święcicki\nagi_language: en\n\n"


def _load():
    loader = importlib.machinery.SourceFileLoader("acd_fallback", str(SCRIPT))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("acd_fallback", loader))
    sys.dont_write_bytecode, before = True, sys.dont_write_bytecode
    try:
        loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = before
    return module


fallback = _load()


class FakePbx:
    """Answers AGI commands: variables it has, keys the caller presses during a command."""

    def __init__(self, keys=(), **variables):
        self.variables = variables
        self.keys = list(keys)
        self.said = []
        self.answers = io.StringIO()

    def agi(self):
        from asterisk.agi import AGI

        pbx = self

        class Commands(io.StringIO):
            def write(self, text):
                pbx.said.append(text.strip())
                return len(text)

        class Answers(io.StringIO):
            def readline(self, *_):
                return super().readline() or pbx.answer(pbx.said[-1])

        return AGI(Answers(HEADER), Commands(), io.StringIO())

    def answer(self, command):
        if command.startswith("GET VARIABLE"):
            value = self.variables.get(command.split('"')[1])
            return "200 result=0\n" if value is None else f"200 result=1 ({value})\n"
        if command.startswith(("STREAM FILE", "WAIT FOR DIGIT")):
            key = self.keys.pop(0) if self.keys else ""
            return f"200 result={ord(key) if key else 0} endpos=1234\n"
        return "200 result=1\n"


def served(text, keys=(), **variables):
    """The commands that say or set something."""
    pbx = FakePbx(keys, **variables)
    fallback.serve(pbx.agi(), fallback.Plan(text))
    return [each for each in pbx.said if not each.startswith("GET")]


def test_the_shipped_file_has_no_mistakes_and_says_the_message():
    plan = fallback.Plan(SHIPPED.read_text())
    assert plan.mistakes == []
    assert (plan.message, plan.destination, plan.keys, plan.queues) == ("please-try-call-later", "", {}, {})


def test_what_is_commented_out_in_it_is_right_too():
    plan = fallback.Plan(re.sub(r"^;(?=\w+ = )", "", SHIPPED.read_text(), flags=re.MULTILINE))
    assert plan.mistakes == []
    assert plan.messages == {"de": "custom/leider-gestoert"}
    assert plan.queues == {"sales": "operator"}
    assert plan.keys == {"1": "voicemail"}


def test_a_caller_hears_the_message_and_the_call_ends():
    assert served("") == ['STREAM FILE please-try-call-later "" 0', 'SET VARIABLE "ACD_NEXT" "hangup"']


def test_he_hears_it_in_his_language():
    text = "[fallback]\nmessage = sorry\n[messages]\nde = leider\nfr_CA = desole"
    assert served(text, ACD_LANGUAGE="de_AT")[:2] == [
        'SET VARIABLE "CHANNEL(language)" "de_AT"',
        'STREAM FILE leider "" 0',
    ]
    assert 'STREAM FILE desole "" 0' in served(text, ACD_LANGUAGE="fr_CA")
    assert 'STREAM FILE sorry "" 0' in served(text, ACD_LANGUAGE="fr")


@pytest.mark.parametrize("language", ["../../etc", "en\n", "EN", "", "x" * 99])
def test_a_language_that_is_none_is_not_set(language):
    assert not any("CHANNEL" in each for each in served("", ACD_LANGUAGE=language.replace("\n", "?")))


def test_he_goes_where_his_queue_says_else_where_all_go():
    text = "[fallback]\ndestination = desk\n[queues]\nSales = operator"
    assert served(text, ACD_QUEUE="Sales")[-2:] == [
        'SET VARIABLE "ACD_DESTINATION" "operator"',
        'SET VARIABLE "ACD_NEXT" "transfer"',
    ]
    assert 'SET VARIABLE "ACD_DESTINATION" "desk"' in served(text, ACD_QUEUE="sales")


@pytest.mark.parametrize(("keys", "where"), [(["1"], "voicemail"), (["", "#"], "desk"), (["", ""], "")])
def test_a_key_during_or_after_the_message_sends_him_on(keys, where):
    said = served("[fallback]\nwait_s = 4\n[keys]\n1 = voicemail\n# = desk", keys)
    assert said[0] == 'STREAM FILE please-try-call-later "1#" 0'
    assert ("WAIT FOR DIGIT 4000" in said) == (keys[0] == "")
    assert said[-1] == f'SET VARIABLE "ACD_NEXT" "{"transfer" if where else "hangup"}"'
    assert (f'SET VARIABLE "ACD_DESTINATION" "{where}"' in said) == bool(where)


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("[fallback]\nmessage = ../../etc/passwd", "[fallback] message: got '../../etc/passwd', must be a sound"),
        ("[fallback]\ndestination = a,b", "[fallback] destination: got 'a,b', must be a name in [acd-destinations]"),
        ("[fallback]\nwait_s = 31", "[fallback] wait_s: got '31', must be 0 to 30 seconds"),
        ("[keys]\n11 = desk", "[keys] 11: must be one key"),
        ("[messages]\nGerman = x", "[messages] German: must be a language"),
        ("message = x", "no section headers"),
    ],
)
def test_a_mistake_is_told_and_counts_as_not_said(text, mistake):
    plan = fallback.Plan(text)
    assert mistake in plan.mistakes[0]
    assert (plan.message, plan.destination, plan.keys, plan.messages) == ("please-try-call-later", "", {}, {})


@settings(max_examples=60, deadline=None)
@given(st.text())
def test_any_text_is_a_plan(text):
    plan = fallback.Plan(text)
    assert fallback.SOUND.fullmatch(plan.message)
    assert all(fallback.DESTINATION.fullmatch(each) for each in (*plan.keys.values(), *plan.queues.values()))


# --- as Asterisk runs it ---


def run(folder, *words, said=b"", **more):
    ran = subprocess.run(
        [sys.executable, "-W", "error", str(SCRIPT), *words],
        input=said,
        capture_output=True,
        env={"AST_CONFIG_DIR": str(folder), "LANG": "C", "PYTHONDONTWRITEBYTECODE": "1"},
        timeout=30,
        check=False,
        **more,
    )
    return ran.returncode, ran.stdout.decode(), ran.stderr.decode()


@pytest.mark.parametrize(
    "said",
    [
        b"",
        HEADER.encode(),
        HEADER.encode("iso8859-2"),
        HEADER.encode() + b"HANGUP\n",
        HEADER.encode() + b"200 result=-1\n",
        HEADER.encode() + b"511 Command Not Permitted on a dead channel\n" * 4,
        HEADER.encode() + b"520-Invalid command syntax.  Proper usage follows:\n",
        HEADER.encode() + b"\xff\x00garbage\n",
    ],
    ids=["nothing", "gone", "latin", "hangup", "refused", "dead", "usage", "garbage"],
)
def test_however_the_dialogue_ends_it_is_silent(tmp_path, said):
    code, out, err = run(tmp_path, said=said)
    assert (code, err) == (0, "")
    assert "ACD_NEXT" not in out


def test_a_pipe_that_is_closed_is_no_news(tmp_path):
    reader, writer = os.pipe()
    os.close(reader)
    ran = subprocess.run(
        [sys.executable, str(SCRIPT)],
        input=HEADER.encode(),
        stdout=writer,
        stderr=subprocess.PIPE,
        env={"AST_CONFIG_DIR": str(tmp_path)},
        timeout=30,
        check=False,
    )
    os.close(writer)
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_a_whole_dialogue(tmp_path):
    (tmp_path / "acd-fallback.conf").write_text("[fallback]\nmessage = vm-goodbye\ndestination = desk\n")
    answers = "200 result=0\n200 result=0 endpos=1\n200 result=0\n200 result=1\n200 result=1\n"
    code, out, err = run(tmp_path, said=(HEADER + answers).encode())
    assert (code, err) == (0, "")
    assert out.splitlines()[1] == 'STREAM FILE vm-goodbye "" 0'
    assert out.splitlines()[-1] == 'SET VARIABLE "ACD_NEXT" "transfer"'


def test_it_needs_no_engine_and_no_package(tmp_path):
    """Without pyst2 (-S: no site packages) it leaves all to the dialplan."""
    ran = subprocess.run(
        [sys.executable, "-S", "-I", str(SCRIPT)], input=b"", capture_output=True, timeout=30, check=False
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, b"", b"")
    assert "import acd" not in SCRIPT.read_text()


def test_the_admin_is_told_his_mistakes(tmp_path):
    (tmp_path / "acd-fallback.conf").write_text("[fallback]\ndestination = 00 48\n")
    code, out, err = run(tmp_path, "--check")
    assert (code, err) == (2, "")
    assert "destination: got '00 48'" in out
    (tmp_path / "acd-fallback.conf").write_text("")
    assert run(tmp_path, "--check")[:2] == (0, "ok\n")
    (tmp_path / "acd-fallback.conf").unlink()
    assert "No such file" in run(tmp_path, "--check")[1]
