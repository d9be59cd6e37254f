"""What people and the timetable do with groups: one function a verb."""
