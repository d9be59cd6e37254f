"""Django's admin as an app, with our own site (a module apart: apps are not loaded yet when it is read)."""

from django.contrib.admin.apps import AdminConfig


class OperatorAdminConfig(AdminConfig):
    default_site = "accounts.admin_site.OperatorSite"
