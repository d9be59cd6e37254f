"""Tests of reminders: the plan, and what follows a change."""
