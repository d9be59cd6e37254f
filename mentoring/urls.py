"""Addresses of signed-in pages; none carries a name or a word of its subject."""

from django.urls import path

from mentoring.views import desk, now, offer, own, pair, rounds

urlpatterns = [
    path("people/", own.people, name="people"),
    path("people/now/", now.talk_now, name="talk_now"),
    path("people/now/end/", now.end, name="end_talk_now"),
    path("people/now/a/<str:code>/", now.asked, name="asked_now"),
    path("people/now/ready/", now.ready, name="be_asked"),
    path("people/now/ready/pause/", now.pause, name="pause_being_asked"),
    path("people/mentor/ask/", own.ask, name="ask_mentor"),
    path("people/mentor/ask/<slug:step>/", own.ask, name="ask_mentor"),
    path("people/mentor/back/", own.withdraw, name="withdraw_request"),
    path("people/mentor/matches/", own.matches, name="my_matches"),
    path("people/mentor/matches/<str:code>/", own.choose, name="choose_match"),
    path("people/mentor/me/", offer.offer, name="my_offer"),
    path("people/mentor/me/change/", offer.change, name="change_offer"),
    path("people/mentor/asked/", offer.asked, name="my_asked"),
    path("people/mentor/asked/<str:code>/", offer.answer, name="answer_asked"),
    path("people/p/<str:code>/", pair.show, name="pair"),
    path("people/p/<str:code>/agree/", pair.agree, name="agree_pair"),
    path("people/p/<str:code>/words/", pair.write, name="write_agreement"),
    path("people/p/<str:code>/change/", pair.change, name="change_pair"),
    path("people/p/<str:code>/answer/", pair.answer, name="answer_pair"),
    path("people/p/<str:code>/back/", pair.step_back, name="step_back"),
    path("people/p/<str:code>/look/", pair.ask_to_look, name="ask_to_look"),
    path("centre/mentors/p/<str:code>/", desk.look_after, name="look_after_pair"),
    path("centre/mentors/", desk.show_board, name="mentor_board"),
    path("centre/mentors/load/", desk.show_load, name="mentor_load"),
    path("centre/mentors/now/", now.counts, name="talk_now_counts"),
    path("centre/mentors/least/", desk.set_least, name="set_least_time"),
    path("centre/mentors/rounds/", rounds.start_round, name="start_round"),
    path("centre/mentors/rounds/<str:code>/", rounds.show_round, name="mentor_round"),
    path("centre/mentors/rounds/<str:code>/settle/", rounds.settle_round, name="settle_round"),
    path("centre/mentors/r/<str:code>/", desk.show_request, name="mentor_request"),
    path("centre/mentors/r/<str:code>/change/", desk.change_request, name="change_request"),
    path("centre/mentors/m/<str:code>/", desk.show_mentor, name="mentor"),
    path("centre/mentors/m/<str:code>/train/", desk.train, name="train_mentor"),
    path("centre/mentors/m/<str:code>/decide/", desk.decide, name="decide_mentor"),
]
