"""Addresses of signed-in pages; none carries a name or a word of its subject."""

from django.urls import path

from mentoring.views import desk, offer, own, pair, rounds, talk, task

urlpatterns = [
    path("people/", own.people, name="people"),
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
    path("people/p/<str:code>/talk/", talk.suggest, name="suggest_talk"),
    path("people/p/<str:code>/talk/answer/", talk.answer, name="answer_talk"),
    path("people/p/<str:code>/tasks/", task.show_all, name="pair_tasks"),
    path("people/w/<str:code>/", task.show, name="task"),
    path("people/w/<str:code>/write/", task.write, name="write_task"),
    path("people/w/<str:code>/change/", task.change, name="change_task"),
    path("people/kept/", task.kept, name="kept"),
    path("centre/mentors/p/<str:code>/", desk.look_after, name="look_after_pair"),
    path("centre/mentors/", desk.show_board, name="mentor_board"),
    path("centre/mentors/load/", desk.show_load, name="mentor_load"),
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
