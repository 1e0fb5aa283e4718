"""The mail server that tests send to is a real one."""

import pytest
from django.core.mail import EmailMultiAlternatives, mailers

from tests.mail import MailServer, html_of, link_in, text_of


def send(to: str = "nora@example.org") -> None:
    message = EmailMultiAlternatives("Grüße", "See http://testserver/x/ here.", to=[to])
    message.attach_alternative("<p>See it.</p>", "text/html")
    mailers.default.send_messages([message])


def test_a_mail_arrives_as_it_was_sent(mail_server: MailServer) -> None:
    send()

    (message,) = mail_server.wait_for(1, "nora@example.org")
    assert message["Subject"] == "Grüße"
    assert text_of(message).strip() == "See http://testserver/x/ here."
    assert html_of(message).strip() == "<p>See it.</p>"
    assert link_in(message, "/x/") == "http://testserver/x/"


def test_the_server_can_refuse_an_address_and_be_down(mail_server: MailServer) -> None:
    mail_server.refused.add("nora@example.org")
    with pytest.raises(OSError, match="550"):
        send()

    mail_server.go_down()
    with pytest.raises(ConnectionRefusedError):
        send("somebody@example.org")
    assert mail_server.messages == []

    mail_server.come_up()
    send("somebody@example.org")
    assert len(mail_server.messages) == 1
