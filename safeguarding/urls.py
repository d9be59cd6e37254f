"""Addresses of signed-in pages; none carries a name or a word of its subject."""

from django.urls import path

from safeguarding.views import checks, desk, known, own, rota

urlpatterns = [
    path("tell/<slug:kind>/<str:code>/", own.report, name="report"),
    path("apart/<slug:kind>/<str:code>/", own.block_person, name="block_person"),
    path("me/told/", own.my_reports, name="my_reports"),
    path("me/apart/", own.my_blocks, name="my_blocks"),
    path("me/apart/end/", own.unblock, name="unblock"),
    path("me/limits/", own.my_limits, name="my_limits"),
    path("me/limits/<str:code>/again/", own.ask_again, name="ask_again"),
    path("centre/desk/", desk.desk, name="safety_desk"),
    path("centre/desk/choice/", desk.choose, name="safety_choice"),
    path("centre/desk/limits/", desk.standing_limits, name="safety_limits"),
    path("centre/desk/settled/", desk.settled, name="safety_settled"),
    path("centre/desk/people/", known.people, name="safety_people"),
    path("centre/desk/people/know/", known.know, name="safety_know"),
    path("centre/desk/people/one/", known.link, name="safety_link"),
    path("centre/desk/people/two/", known.unlink, name="safety_unlink"),
    path("centre/desk/<str:code>/", desk.show_case, name="safety_case"),
    path("centre/desk/<str:code>/take/", desk.take_case, name="safety_take"),
    path("centre/desk/<str:code>/who/", desk.show_reporters, name="safety_who"),
    path("centre/desk/<str:code>/decide/", desk.decide, name="safety_decide"),
    path("centre/desk/<str:code>/limit/", desk.set_limit, name="safety_limit"),
    path("centre/limits/<str:code>/", desk.show_limit, name="limit"),
    path("centre/limits/<str:code>/change/", desk.change_limit, name="change_limit"),
    path("centre/limits/<str:code>/look/", desk.appeal, name="appeal"),
    path("centre/duty/", rota.rota, name="rota"),
    path("centre/duty/add/", rota.add_shift, name="add_shift"),
    path("centre/duty/end/", rota.end_shift, name="end_shift"),
    path("centre/duty/steps/", rota.save_checklist, name="save_checklist"),
    path("centre/help-lines/", rota.help_lines, name="help_lines"),
    path("centre/help-lines/<slug:key>/", rota.help_line, name="help_line"),
    path("centre/help-lines/<slug:key>/change/", rota.change_line, name="change_line"),
    path("host/checks/", checks.check_list, name="checks"),
    path("host/checks/<str:code>/", checks.show_check, name="check"),
    path("host/checks/<str:code>/do/", checks.do_check, name="do_check"),
    path("host/checks/<str:code>/step/", checks.note_step, name="check_step"),
    path("ops/desk/", desk.place_cases, name="place_cases"),
]
