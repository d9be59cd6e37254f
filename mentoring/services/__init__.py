"""What people, staff and the timetable do in mentoring: one function a verb."""
