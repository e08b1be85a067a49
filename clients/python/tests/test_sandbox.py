from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from pytest_telnyx_verify import (
    CodeNotSentError,
    ControlError,
    Emulator,
    Handset,
    JournalAssertionError,
    SandboxClient,
    UnexpectedCodeError,
    WaitTimeoutError,
    __version__,
)
from pytest_telnyx_verify._models import ScenarioRequest

from .conftest import PHONE, Shop


def test_a_wrong_code_is_rejected_and_the_right_one_accepted(
    verify: SandboxClient, shop: Shop
) -> None:
    id = shop.send_code()
    code = verify.inbox.wait_for_code(PHONE)
    assert shop.check(id, "00000" if code != "00000" else "11111") == "rejected"
    assert shop.check(id, code) == "accepted"


@pytest.mark.parametrize("by", ["5m", 300_000, timedelta(minutes=5)])
def test_a_code_expires_when_the_clock_is_advanced(
    verify: SandboxClient, shop: Shop, by: str | int | timedelta
) -> None:
    id = shop.send_code()
    code = verify.inbox.wait_for_code(PHONE)
    moved = verify.clock.advance(by)
    assert [event.event for event in moved.events] == ["verification.expired"]
    assert shop.check(id, code) == "expired"


def test_the_clock_can_be_set_frozen_and_resumed(verify: SandboxClient) -> None:
    verify.clock.freeze()
    verify.clock.set(datetime(2026, 1, 31, 9, 30, tzinfo=timezone.utc))
    assert verify.clock.now().now == "2026-01-31T09:30:00.000Z"
    assert verify.clock.now().frozen
    assert not verify.clock.resume().frozen
    with pytest.raises(ValueError, match="has no time zone"):
        verify.clock.set(datetime(2026, 1, 31))


def test_the_next_event_is_due(verify: SandboxClient, shop: Shop) -> None:
    shop.send_code()
    assert [event.event for event in verify.clock.due()] == ["verification.expired"]
    assert [event.event for event in verify.clock.next().events] == ["verification.expired"]


def test_the_handset_returns_each_code_once(handset: Handset, shop: Shop) -> None:
    shop.send_code(custom_code="11111")
    assert handset.code(PHONE) == "11111"
    shop.send_code(custom_code="22222")
    assert handset.code(PHONE) == "22222"
    with pytest.raises(WaitTimeoutError):
        handset.code(PHONE, timeout=0)
    assert [message.code for message in handset.messages()] == ["22222", "11111"]


def test_a_wait_continues_at_its_cursor(verify: SandboxClient, shop: Shop) -> None:
    with pytest.raises(WaitTimeoutError) as caught:
        verify.inbox.wait_for_code(PHONE, timeout=0)
    shop.send_code(custom_code="11111")
    shop.send_code(custom_code="22222")
    first = verify.inbox.wait(PHONE, since=caught.value.cursor)
    second = verify.inbox.wait(PHONE, since=first.cursor)
    assert (first.code, second.code) == ("11111", "22222")


def test_calls_are_answered_and_declined(verify: SandboxClient, shop: Shop) -> None:
    shop.send_code(channel="call")
    assert verify.inbox.messages(PHONE, channel="sms") == []
    assert verify.inbox.answer(PHONE).status == "pending"
    assert verify.inbox.decline(PHONE).status == "error"


def test_outcomes_are_forced(verify: SandboxClient, shop: Shop) -> None:
    verify.outcomes.force("rejected", phone_number=PHONE, times=1)
    id = shop.send_code()
    code = verify.inbox.wait_for_code(PHONE)
    assert [shop.check(id, code), shop.check(id, code)] == ["rejected", "accepted"]
    with pytest.raises(ControlError, match="accepted") as caught:
        verify.outcomes.force("acepted")
    assert caught.value.status == 422


def test_outcomes_are_listed_replaced_and_removed(verify: SandboxClient) -> None:
    first = verify.outcomes.force("expired")
    verify.outcomes.force("accepted", channel="call")
    verify.outcomes.remove(first.id)
    assert [scenario.match.channel for scenario in verify.outcomes.active()] == ["call"]
    verify.operations.replace_scenarios([ScenarioRequest(outcome="rejected", times=2)])
    assert [scenario.times for scenario in verify.outcomes.active()] == [2]
    verify.outcomes.clear()
    assert verify.outcomes.active() == []


def test_faults_are_injected(verify: SandboxClient, shop: Shop) -> None:
    verify.faults.add("status", status=503, operation="CreateVerificationSms", times=1)
    latency = verify.faults.add("latency", delay=("1ms", timedelta(milliseconds=2)))
    assert latency.fault.delay == [1, 2]
    status, _ = shop.call("/verifications/sms", {"phone_number": PHONE})
    assert status == 503
    verify.faults.remove(latency.id)
    assert verify.faults.active() == []
    verify.faults.add("hang")
    verify.faults.clear()
    assert verify.faults.active() == []


def test_a_sent_code_is_asserted(verify: SandboxClient, shop: Shop) -> None:
    verify.assert_no_code_sent_to(PHONE)
    with pytest.raises(CodeNotSentError, match="No message"):
        verify.assert_code_sent_to(PHONE, timeout="1ms")
    shop.send_code()
    verify.assert_code_sent_to(PHONE, channel="sms")
    verify.assert_no_code_sent_to(PHONE, channel="call")
    with pytest.raises(UnexpectedCodeError, match="but one was sent by sms: "):
        verify.assert_no_code_sent_to(PHONE)


def test_requests_are_asserted(verify: SandboxClient, shop: Shop) -> None:
    shop.send_code(timeout_secs=120)
    verify.journal.assert_received(
        "CreateVerificationSms", times=1, phone_number=PHONE, request={"timeout_secs": 120}
    )
    with pytest.raises(JournalAssertionError) as caught:
        verify.journal.assert_received("CreateVerificationSms", request={"timeout_secs": 60})
    assert isinstance(caught.value, AssertionError)
    assert any("timeout_secs" in text for text in caught.value.misses[0].differences)
    [entry] = verify.journal.entries(operation="CreateVerificationSms")
    assert entry.request is not None
    assert entry.request.body["timeout_secs"] == 120
    verify.journal.clear()
    assert verify.journal.entries() == []


def test_snapshots_and_records_are_files(verify: SandboxClient, shop: Shop) -> None:
    shop.send_code(custom_code="12345")
    file = verify.snapshot()
    verify.reset()
    assert verify.inbox.messages() == []
    assert verify.restore(file).messages == 1
    added = verify.add_records({"version": 1, "verified_numbers": [{"phone_number": PHONE}]})
    assert added.warnings == []
    with pytest.raises(ControlError, match="version"):
        verify.add_records({"version": 2})


def test_sandboxes_do_not_affect_each_other(
    verify: SandboxClient, telnyx_verify_emulator: Emulator, shop: Shop
) -> None:
    other = telnyx_verify_emulator.sandbox("other")
    shop.send_code()
    other.clock.advance("1h")
    other.assert_no_code_sent_to(PHONE)
    assert verify.inbox.messages()[0].status == "pending"
    telnyx_verify_emulator.delete_sandbox("other")
    with pytest.raises(ControlError) as caught:
        telnyx_verify_emulator.delete_sandbox("other")
    assert caught.value.status == 404


def test_the_environment_is_for_an_application(verify: SandboxClient) -> None:
    assert verify.env == {
        "TELNYX_BASE_URL": verify.base_url,
        "TELNYX_API_KEY": f"sandbox_{verify.name}",
        "TELNYX_VERIFY_PROFILE_ID": verify.profile_id,
        "TELNYX_PUBLIC_KEY": verify.public_key,
    }
    assert verify.name.startswith("test-the-environment-is-for-an-application")


def test_client_and_emulator_have_one_version(telnyx_verify_emulator: Emulator) -> None:
    assert telnyx_verify_emulator.health().version == __version__
    assert "expired" in telnyx_verify_emulator.coverage().outcomes
