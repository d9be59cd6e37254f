"""Addresses of the door and of what comes after a meeting."""

from django.urls import path

from groups.views import meeting_page, meetings, proof, rsvp

# With the language in the path: a visitor has no account that could say it.
public = [
    path("m/<str:code>/in/", meetings.go_in, name="meeting_in"),
    path("v/", proof.type_code, name="type_proof"),
    path("v/<str:code>/", proof.verify, name="verify_proof"),
]

private = [
    path("m/<str:code>/remind/", meeting_page.remind, name="remind"),
    path("r/<str:code>/after/", meetings.after_meeting, name="after_meeting"),
    path("m/<str:code>/link/", rsvp.link, name="meeting_link"),
    path("m/<str:code>/come/<str:day>/", rsvp.answer, name="rsvp"),
    path("me/record/new/", proof.new_proof, name="new_proof"),
    path("me/record/back/<int:number>/", proof.revoke_proof, name="revoke_proof"),
    path("me/record/p/<str:code>/", proof.show_proof, name="proof"),
    path("me/record/", meetings.my_record, name="my_record"),
]
