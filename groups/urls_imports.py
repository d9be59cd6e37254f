"""Addresses of a centre's foreign lists."""

from django.urls import path

from groups.views import imports

private = [
    path("centre/import/", imports.import_list, name="import_list"),
    path("centre/import/<str:code>/", imports.import_run, name="import_run"),
    path("centre/import/<str:code>/report.csv", imports.import_report, name="import_report"),
    path("centre/import/<str:code>/save/", imports.save_import, name="save_import"),
    path("centre/import/<str:code>/drop/", imports.drop_import, name="drop_import"),
    path("centre/import/<str:code>/undo/", imports.undo_import, name="undo_import"),
]
