from ivr.flow import Flow
from ivr.voice.found import recordables
from ivr.voice.names import recording_name


def test_each_text_is_found_once_wherever_a_node_keeps_it(flow: Flow) -> None:
    found = recordables([flow])
    assert [(each.language, each.text) for each in found if each.language == "en"] == [
        ("en", "For sales, press 1."),
        ("en", "You have"),
        ("en", "message"),
        ("en", "messages"),
        ("en", "Sorry?"),
    ]
    (sorry,) = [each for each in found if each.text == "Sorry?"]
    assert sorry.places == ("shop.b", "shop.c")
    assert {each.language for each in recordables([flow], ["pl"])} == {"pl"}


def test_a_name_depends_on_the_words_alone() -> None:
    assert recording_name("en", "Hello,\n  you") == recording_name("en", "Hello, you")
    assert recording_name("en", "Hello") != recording_name("pl", "Hello")
    assert recording_name("en", "Hello") != recording_name("en", "hello")
    assert recording_name("de_AT", "x").startswith("acd/voice/de_AT/")
