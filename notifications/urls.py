"""Addresses of signed-in pages; none carries a name or a word of its subject."""

from django.urls import path

from notifications import views

urlpatterns = [
    path("notes/", views.notes, name="notes"),
    path("notes/count/", views.count, name="notes_count"),
    path("notes/read/", views.read_all, name="notes_read_all"),
    path("notes/history/", views.history, name="notes_history"),
    path("notes/<uuid:code>/open/", views.open_note, name="notes_open"),
    path("me/reminders/", views.reminders, name="reminders"),
    path("me/reminders/test/", views.test_note, name="reminders_test"),
    path("me/reminders/<slug:kind>/<slug:code>/", views.reminders_for, name="reminders_for"),
    path("n/<str:token>/", views.stop, name="notes_stop"),
]
