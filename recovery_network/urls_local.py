"""Addresses that exist only on a local install, never in production."""

from django.urls import path

from recovery_network import dev_mail

urlpatterns = [
    path("dev/mail/", dev_mail.mail_list, name="dev_mail"),
    path("dev/mail/<str:key>/", dev_mail.mail_one, name="dev_mail_one"),
]
