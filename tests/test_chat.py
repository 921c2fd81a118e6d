"""The client of model servers: whatever a server does, the answer is whole, known to be cut, or a typed error."""

from __future__ import annotations

import base64
import itertools
import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.chat import Said, Server, ask, models, picture
from archive.chat.answers import Answer
from archive.chat.deadline import Deadline
from archive.chat.sureness import placed
from archive.chat.wire import reached
from archive.faults import Fault, OutOfTime
from tests.chat_server import (
    ChatServer,
    Exchange,
    Turn,
    choice,
    cut,
    drip,
    endless,
    events,
    hangs_up,
    plain,
    raw,
    refuses,
    refuses_wish,
    token,
    well,
)

KEY = "sk-not-to-be-seen"
DONE = b"data: [DONE]\n\n"


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.chat.asking.BACKOFF", 0.001)
    monkeypatch.setattr("archive.chat.question._unknown", {})  # an earlier test's server may have had the same port


@pytest.fixture
def served() -> Iterator[ChatServer]:
    with ChatServer() as server:
        yield server


def say(served: ChatServer, *script: Turn, seconds: float = 30, **more: Any) -> Said:
    served.script += script
    limits = {name: more.pop(name) for name in ("attempts", "key", "model", "most") if name in more}
    return ask(Server(served.address, **limits), "Read.", seconds=seconds, most_tokens=100, **more)


def fault_of(served: ChatServer, *script: Turn, **more: Any) -> Fault:
    with pytest.raises(Fault) as caught:
        say(served, *script, **more)
    return caught.value


def test_an_answer_comes_whole_and_with_what_is_known_of_it(served: ChatServer) -> None:
    heard: list[str] = []
    said = say(served, well("Grüße aus Köln"), model="tiny", on_text=lambda piece: heard.append(piece) or "")
    assert said == Said("Grüße aus Köln", (5, 9, 14), (-0.015625, -0.015625, -0.015625), "end", 4, "tiny-1")
    assert heard == ["Grüße", " aus", " Köln"]


def test_what_is_asked_for(served: ChatServer) -> None:
    part = picture(b"\x89PNG", "image/png")
    server = Server(f"{served.address}/", "tiny", KEY)
    ask(server, [part], seconds=30, most_tokens=7, extra={"seed": 1})
    asked = served.asked[0]
    assert asked.path == "/v1/chat/completions"
    assert asked.headers["Authorization"] == f"Bearer {KEY}"
    assert asked.body == {
        "model": "tiny",
        "messages": [{"role": "user", "content": [part]}],
        "stream": True,
        "stream_options": {"include_usage": True},
        "temperature": 0,
        "max_tokens": 7,
        "logprobs": True,
        "seed": 1,
    }
    kind, _, data = part["image_url"]["url"].partition(",")
    assert (kind, base64.b64decode(data)) == ("data:image/png;base64", b"\x89PNG")


def test_without_a_key_or_a_model_none_is_sent(served: ChatServer) -> None:
    say(served)
    assert "Authorization" not in served.asked[0].headers
    assert "model" not in served.asked[0].body


def test_a_server_that_knows_no_streams_is_understood(served: ChatServer) -> None:
    heard: list[str] = []
    said = say(served, plain("All of it"), on_text=lambda piece: heard.append(piece) or "")
    assert (said.text, said.ended, said.tokens, heard) == ("All of it", "end", 3, ["All of it"])


@pytest.mark.parametrize(
    ("reason", "ended"),
    [("stop", "end"), ("length", "length"), ("content_filter", "stopped"), ("abort", "stopped")],
)
def test_why_an_answer_ended(served: ChatServer, reason: str, ended: str) -> None:
    assert say(served, well("So", reason)).ended == ended
    assert say(served, plain("So", reason)).ended == ended


def test_an_empty_answer_is_one(served: ChatServer) -> None:
    assert say(served, well("")).text == ""


def test_a_stream_without_a_reason_is_over_but_not_at_its_end(served: ChatServer) -> None:
    assert say(served, events(choice("So"))).ended == "stopped"
    assert say(served, plain("So", None)).ended == "stopped"


def test_a_stream_that_just_ends_is_cut(served: ChatServer) -> None:
    said = say(served, events(choice("So"), done=False), attempts=1)
    assert (said.text, said.ended) == ("So", "cut")


def test_a_connection_lost_after_the_reason_loses_nothing(served: ChatServer) -> None:
    def turn(exchange: Exchange) -> None:
        exchange.begin()
        exchange.event(choice("So"))
        exchange.event(choice(finish="stop"))
        exchange.write(b'data: {"usage": {"comple')
        exchange.cut()

    assert say(served, turn).ended == "end"
    assert len(served.asked) == 1


# -- Events


def answered(*chunks: bytes) -> Answer:
    answer = Answer("")
    for chunk in chunks:
        list(answer.feed(chunk))
    list(answer.finish())
    return answer


def line(body: object, end: bytes = b"\n\n") -> bytes:
    return b"data: " + json.dumps(body, ensure_ascii=False).encode() + end


ODD = b"".join(
    [
        b"\xef\xbb\xbf: hello\r\n\r\n",
        b"event: message\r\nid: 5\r\nretry: 3\r\n",
        line(choice("Grüße"), b"\r\n\r\n"),
        b"data:" + json.dumps(choice(" aus")).encode() + b"\n",
        b":\n\ndata: \ndata\ndata: ping\n",
        line(choice(None)),
        line({"choices": []}),
        line({"choices": None, "usage": None}),
        line({"choices": [{"index": 0, "delta": {"reasoning_content": "hm", "reasoning": "hm"}}]}),
        line({"choices": [{"index": 1, "delta": {"content": "other"}}, *choice(" Köln")["choices"]]}),
        line([1, "x", None]),
        line({"choices": [7, {"delta": 7}, {"delta": {"content": 7}}, {"delta": None, "logprobs": 3}]}),
        line(choice(finish="stop"), b"\r"),
        DONE,
        line(choice("after the end")),
    ]
)


@given(st.lists(st.integers(0, len(ODD)), max_size=30))
@settings(max_examples=60, deadline=None)
def test_events_are_understood_wherever_the_bytes_are_parted(cuts: list[int]) -> None:
    places = [0, *sorted(cuts), len(ODD)]
    answer = answered(*(ODD[a:b] for a, b in itertools.pairwise(places)))
    assert answer.whole
    assert (answer.said().text, answer.said().ended) == ("Grüße aus Köln", "end")


@given(st.lists(st.binary(max_size=40), max_size=8), st.sampled_from([b"", b"data: ", b"{", b'data: {"choices":[']))
@settings(max_examples=100, deadline=None)
def test_no_bytes_upset_the_reading_of_events(chunks: list[bytes], before: bytes) -> None:
    assert not answered(before, *chunks).whole


def test_events_byte_by_byte_over_the_wire(served: ChatServer) -> None:
    assert say(served, raw(*(ODD[place : place + 1] for place in range(len(ODD))))).text == "Grüße aus Köln"


def test_bytes_that_are_no_letters_are_shown_as_such(served: ChatServer) -> None:
    broken = b'data: {"choices": [{"delta": {"content": "a\xff\xfeb\\u0000\\ud800"}, "finish_reason": "stop"}]}\n\n'
    said = say(served, raw(broken, DONE))
    assert said.text == "a\ufffd\ufffdb\ufffd\ufffd"
    said.text.encode()


def test_an_event_that_cannot_be_read_makes_the_answer_a_cut_one(served: ChatServer) -> None:
    torn = raw(line(choice("One")), b'data: {"choices": [{"del\n\n', line(choice(" three", "stop")), DONE)
    assert say(served, torn, well("One two three")).text == "One two three"
    assert say(served, torn, attempts=1).ended == "cut"


@pytest.mark.parametrize(
    "nonsense", [b"<html>hello</html>", b"", b"{", b"[]", b"{}", b'{"choices": 3}', b"\xff\x00"]
)
def test_garbage_is_asked_again_and_then_a_failure(served: ChatServer, nonsense: bytes) -> None:
    fault = fault_of(served, *[lambda exchange: exchange.reply(200, nonsense)] * 3, attempts=3)
    assert (fault.code, fault.retryable, len(served.asked)) == ("server_failed", True, 3)


def test_deeply_nested_json_is_garbage_like_any_other(served: ChatServer) -> None:
    deep = b'data: {"a":' + b"[" * 200_000 + b"\n\n"
    assert fault_of(served, raw(deep), attempts=1).code == "server_failed"


def test_an_error_in_the_stream_is_said(served: ChatServer) -> None:
    broken = {"error": {"message": "out of\x1b[31m memory", "code": 500}}
    fault = fault_of(served, events(broken), attempts=1)
    assert fault.code == "server_failed"
    assert "out of [31m memory" in fault.message
    assert say(served, events(choice("So"), broken), attempts=1).ended == "cut"
    assert say(served, events(choice("So"), broken), well("So it is")).text == "So it is"


def test_an_error_in_the_stream_that_is_ours_is_not_asked_again(served: ChatServer) -> None:
    fault = fault_of(served, events({"error": {"message": "too long", "code": 400}}))
    assert (fault.code, len(served.asked)) == ("server_refused", 1)


def test_an_error_said_with_success_is_an_error(served: ChatServer) -> None:
    turn: Turn = lambda exchange: exchange.json(200, {"error": "no such model"})  # noqa: E731
    assert "no such model" in fault_of(served, turn, attempts=1).message


# -- How sure


def test_tokens_may_end_within_a_letter(served: ChatServer) -> None:
    smile = "\N{GRINNING FACE}".encode()
    halves = [token("�", -0.1, smile[:2]), token("�", -0.2, smile[2:]), token("!", -0.3, b"!")]
    said = say(served, events(choice("\N{GRINNING FACE}!", "stop", halves)))
    assert (said.text, said.ends, said.sure) == ("\N{GRINNING FACE}!", (0, 1, 2), (-0.1, -0.2, -0.3))


def test_the_token_that_ends_the_answer_is_no_part_of_it() -> None:
    assert placed([token("ab"), token("<|im_end|>")], "ab") == ((2,), (-0.015625,))
    assert placed([token("ab"), token("", spelled=b"")], "ab") == ((2,), (-0.015625,))


def test_half_a_letter_at_the_end_counts_to_its_token() -> None:
    assert placed([token("a"), token("", spelled=b"\xc3")], "a\ufffd")[0] == (1, 2)


@pytest.mark.parametrize(
    "tokens",
    [
        [token("ab"), token("d")],
        [token(" ab"), token("c")],
        [token("ab")],
        [token("ab"), token("c"), token("d"), token("e")],
        [token("ab"), {"token": "c"}],
        [token("ab"), {"token": "c", "logprob": None}],
        [token("ab"), token("c", float("-inf"))],
        [token("ab"), {"token": "c", "logprob": -1, "bytes": [700]}],
        [token("ab"), {"token": "c", "logprob": -1, "bytes": ["c"]}],
        [token("ab"), {"logprob": -1}],
        [token("ab"), "c"],
        [],
    ],
)
def test_log_probabilities_that_do_not_fit_are_dropped(tokens: list[Any]) -> None:
    assert placed(tokens, "abc") == ((), ())


def test_dropped_log_probabilities_cost_no_text(served: ChatServer) -> None:
    said = say(served, events(choice("abc", "stop", [token("x")])))
    assert (said.text, said.ends, said.sure, said.ended) == ("abc", (), (), "end")


@pytest.mark.parametrize("wish", ["logprobs", "stream_options"])
def test_what_a_server_does_not_know_is_left_out_and_remembered(served: ChatServer, wish: str) -> None:
    served.answer = refuses_wish(wish, "Without")
    assert say(served, attempts=1).text == "Without"
    assert say(served, attempts=1).text == "Without"
    assert [wish in asked.body for asked in served.asked] == [True, False, False]


def test_a_refusal_that_only_repeats_the_request_changes_nothing(served: ChatServer) -> None:
    echo = refuses(422, "too long: {'stream_options': .., 'logprobs': True}")
    assert fault_of(served, echo, echo, echo).code == "server_refused"
    say(served)
    assert served.asked[-1].body["logprobs"] is True
    assert "stream_options" in served.asked[-1].body


# -- Setbacks


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_passing_failure_is_asked_again(served: ChatServer, status: int) -> None:
    assert say(served, refuses(status), refuses(status), well("Now")).text == "Now"


@pytest.mark.parametrize(
    ("status", "code"), [(429, "server_busy"), (503, "server_busy"), (500, "server_failed"), (504, "server_failed")]
)
def test_what_stays_is_said_after_all_attempts(served: ChatServer, status: int, code: str) -> None:
    fault = fault_of(served, *[refuses(status)] * 9, attempts=3)
    assert (fault.code, fault.retryable, len(served.asked)) == (code, True, 3)


@pytest.mark.parametrize(
    ("status", "code"),
    [(400, "server_refused"), (404, "server_refused"), (413, "server_refused"), (422, "server_refused"),
     (401, "server_key"), (403, "server_key"), (307, "server_refused"), (501, "server_failed")],
)  # fmt: skip
def test_what_would_be_refused_again_is_not_asked_again(served: ChatServer, status: int, code: str) -> None:
    fault = fault_of(served, refuses(status))
    assert (fault.code, len(served.asked)) == (code, 1)
    assert fault.retryable is (status == 501)


def test_a_redirect_is_not_followed(served: ChatServer) -> None:
    with ChatServer() as other:
        fault = fault_of(served, refuses(302, Location=f"{other.address}/chat/completions"), key=KEY)
        assert (fault.code, other.asked) == ("server_refused", [])


def test_what_a_server_says_is_shown_tidy_short_and_without_the_key(served: ChatServer) -> None:
    fault = fault_of(served, refuses(400, f"bad\x00\x1b key\n{KEY} \u202e" + "x" * 5000), key=KEY)
    assert "bad key … xxx" in fault.message
    assert fault.message.isprintable()
    assert len(fault.message) < 300


@pytest.mark.parametrize(
    "body",
    [
        b'{"error": "why"}',
        b'{"detail": [{"msg": "why"}]}',
        b'{"object": "error", "message": "why"}',
        b"why",
        b'["why"]',
    ],
)
def test_all_forms_of_refusals_are_read(served: ChatServer, body: bytes) -> None:
    assert "why" in fault_of(served, lambda exchange: exchange.reply(404, body)).message


def test_a_key_is_nowhere_to_be_seen(served: ChatServer) -> None:
    assert KEY not in repr(Server(served.address, key=KEY))
    fault = fault_of(served, refuses(401, f"Incorrect key: {KEY}"), key=KEY)
    assert fault.code == "server_key"
    assert KEY not in fault.message
    assert KEY[:6] not in fault_of(served, key=f"{KEY}\nX-More: 1").message


def test_a_password_in_the_address_is_not_shown(served: ChatServer) -> None:
    address = served.address.replace("//", "//user:secret@")
    served.script.append(refuses(404))
    with pytest.raises(Fault) as caught:
        ask(Server(address), "", seconds=30, most_tokens=1)
    assert "secret" not in caught.value.message


@pytest.mark.parametrize(
    "address", ["", "nowhere", "file:///etc/passwd", "http://", "http://[::1", "http://a:99999/"]
)
def test_what_is_no_address_is_said_at_once(address: str) -> None:
    with pytest.raises(Fault) as caught:
        ask(Server(address), "", seconds=30, most_tokens=1)
    assert (caught.value.code, caught.value.retryable) == ("server_unreachable", False)


def test_a_server_that_is_not_there_is_unreachable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        server = Server(f"http://127.0.0.1:{taken.getsockname()[1]}/v1", attempts=3)
        for question in (lambda: ask(server, "", seconds=30, most_tokens=1), lambda: models(server)):
            with pytest.raises(Fault) as caught:
                question()
            assert (caught.value.code, caught.value.retryable) == ("server_unreachable", True)


def test_a_server_that_hangs_up_is_asked_again(served: ChatServer) -> None:
    assert say(served, hangs_up, well("Now")).text == "Now"
    assert fault_of(served, *[hangs_up] * 2, attempts=2).code == "server_unreachable"


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_server_says_when_to_come_back(served: ChatServer, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    waits: list[float] = []
    monkeypatch.setattr("archive.chat.asking.time.sleep", waits.append)
    after = "20" if form == "seconds" else format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    assert say(served, refuses(429, Retry_After=after), well("Now"), seconds=60).text == "Now"
    assert 15 < waits[0] <= 20


def test_a_server_that_wants_us_back_too_late_is_not_waited_for(served: ChatServer) -> None:
    fault = fault_of(served, refuses(429, Retry_After="9" * 400), seconds=30)
    assert (fault.code, len(served.asked)) == ("server_busy", 1)


@pytest.mark.parametrize("after", ["soon", "", "-5", "1e3", "nan", "²", "Tue, 99 Foo 2020"])
def test_a_wish_to_wait_that_says_nothing_is_passed_over(served: ChatServer, after: str) -> None:
    turn: Turn = lambda exchange: exchange.reply(503, b"", Retry_After=after.encode().decode("latin-1"))  # noqa: E731
    assert say(served, turn, well("Now")).text == "Now"


def test_an_answer_that_broke_off_is_told_from_the_beginning(served: ChatServer) -> None:
    heard: list[str] = []
    said = say(
        served,
        cut("One two"),
        cut(),
        well("One two three"),
        on_text=lambda piece: heard.append(piece) or "",
        on_restart=lambda: heard.append("again"),
    )
    assert (said.text, said.ended) == ("One two three", "end")
    assert heard == ["One", " two", "again", "One", " two", " three"]


def test_an_answer_that_always_breaks_off_is_a_cut_one(served: ChatServer) -> None:
    said = say(served, cut("One two three"), cut("One two"), hangs_up, attempts=3)
    assert (said.text, said.ended, said.ends, said.tokens) == ("One two", "cut", (3, 7), None)


def test_an_answer_that_breaks_off_before_its_first_word_is_a_failure(served: ChatServer) -> None:
    assert fault_of(served, cut(), cut(), attempts=2).code == "server_failed"


# -- Limits


def _head(kind: str) -> bytes:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
    heads = {
        "status": b"",
        "head": b"HTTP/1.1 200 OK\r\nX-",
        "body": head + b"\r\n",
        "refusal": b"HTTP/1.1 400 No\r\n\r\n",
    }
    return heads.get(kind, head + b"Transfer-Encoding: chunked\r\n\r\n")


@pytest.mark.parametrize("where", ["status", "head", "body", "chunk", "refusal"])
def test_a_server_that_drips_is_left_at_the_deadline(served: ChatServer, where: str) -> None:
    begun = time.monotonic()
    with pytest.raises(OutOfTime):
        say(served, drip(_head(where)), seconds=0.4)
    assert time.monotonic() - begun < 10
    assert served.left.wait(10)


def test_a_silent_server_is_left_at_the_deadline(served: ChatServer) -> None:
    with pytest.raises(OutOfTime):
        say(served, lambda exchange: exchange.stopping.wait() and None, seconds=0.3)
    with pytest.raises(OutOfTime):
        say(served, seconds=0)


def test_an_answer_that_never_ends_is_not_heard_out(served: ChatServer) -> None:
    fault = fault_of(served, endless(line(choice("x" * 60_000))), seconds=60)
    assert fault.code == "server_failed"
    assert "bytes" in fault.message
    assert len(served.asked) == 1
    assert served.left.wait(10)


def test_a_line_that_never_ends_is_not_heard_out(served: ChatServer) -> None:
    assert "bytes" in fault_of(served, endless(b"x" * 60_000), seconds=60).message


def test_stopping_an_answer_ends_the_connection(served: ChatServer) -> None:
    heard: list[str] = []

    def on_text(piece: str) -> str:
        heard.append(piece)
        return "enough" if len(heard) == 3 else ""

    said = say(served, endless(line(choice("a", tokens=[token("a")]))), on_text=on_text)
    assert (said.text, said.ends, said.ended) == ("aaa", (1, 2, 3), "stopped")
    assert served.left.wait(10)


def test_an_error_of_the_listener_ends_the_connection_and_is_raised(served: ChatServer) -> None:
    with pytest.raises(ZeroDivisionError):
        say(served, endless(line(choice("a"))), on_text=lambda piece: str(1 // 0))
    assert served.left.wait(10)


def test_a_server_gets_no_more_requests_at_once_than_it_should(served: ChatServer) -> None:
    def turn(exchange: Exchange) -> None:
        time.sleep(0.005)
        well(exchange.body["messages"][0]["content"])(exchange)

    served.answer = lambda request: turn
    server = Server(served.address, most=8)
    with ThreadPoolExecutor(60) as pool:
        said = pool.map(lambda number: ask(server, f"No {number}", seconds=60, most_tokens=9).text, range(300))
        assert list(said) == [f"No {number}" for number in range(300)]
    assert 2 <= served.most_at_once <= 8


def test_waiting_for_others_counts_as_time(served: ChatServer) -> None:
    begun, enough = threading.Event(), threading.Event()

    def turn(exchange: Exchange) -> None:
        begun.set()
        enough.wait(20)
        well("First")(exchange)

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(say, served, turn, most=1)
        assert begun.wait(20)
        with pytest.raises(OutOfTime):
            say(served, most=1, seconds=0.2)
        enough.set()
        assert first.result(20).text == "First"
    assert len(served.asked) == 1


def test_connections_are_kept(served: ChatServer) -> None:
    for _ in range(3):
        say(served, well("Again"))
    assert len({asked.caller for asked in served.asked}) == 1


def test_a_proxy_from_the_environment_hears_nothing(served: ChatServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert say(served, attempts=1).text == "Well."


def test_a_deadline_that_is_over_leaves_the_connection_to_its_next_user(served: ChatServer) -> None:
    server = Server(served.address)
    for _ in range(2):
        with Deadline(time.monotonic() + 0.5) as deadline, reached(server, "/models", None, deadline) as response:
            assert response.raw.read()
    time.sleep(0.6)
    assert say(served).text == "Well."


# -- Models


def test_a_server_tells_its_models(served: ChatServer) -> None:
    assert models(Server(served.address, key=KEY)) == ["tiny"]
    assert served.asked[0].headers["Authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    ("turn", "code"),
    [
        (refuses(401), "server_key"),
        (refuses(404), "server_refused"),
        (refuses(503), "server_busy"),
        (lambda exchange: exchange.reply(200, b"[]"), "server_failed"),
        (lambda exchange: exchange.reply(200, b"<html>"), "server_failed"),
        (lambda exchange: exchange.json(200, {"data": [{"name": 1}]}), "server_failed"),
    ],
)
def test_a_list_of_models_fails_in_the_same_words(served: ChatServer, turn: Turn, code: str) -> None:
    served.script += [turn] * 2
    with pytest.raises(Fault) as caught:
        models(Server(served.address, attempts=2))
    assert caught.value.code == code


def test_models_of_a_dripping_server_are_left(served: ChatServer) -> None:
    served.script.append(drip(_head("body")))
    with pytest.raises(OutOfTime):
        models(Server(served.address), 0.4)
