"""Addresses. Public pages carry their language in the path; signed-in pages follow the account."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from recovery_network import views
from recovery_network.style_page import style

urlpatterns = [
    path("", include("chat.urls")),  # first: asked more often than all others together
    path("healthz", views.healthz, name="healthz"),
    path("", include("accounts.urls")),
    path("", include("notifications.urls")),
    path("", include("safeguarding.urls")),
    path("", include("groups.urls")),
    path("", include("journey.urls")),
    path("", include("mentoring.urls")),
    path("ops/style/", style, name="style"),
    path("ops/admin/", admin.site.urls),
]

urlpatterns += i18n_patterns(
    path("", include("accounts.urls_public")),
    path("", include("safeguarding.urls_public")),
    path("", include("recovery_network.pages")),
    path("", include("groups.urls_public")),
    prefix_default_language=False,
)

if settings.LOCAL:
    urlpatterns += [path("", include("recovery_network.urls_local"))]

handler400 = "recovery_network.views.bad_request"
handler403 = "recovery_network.views.forbidden"
handler404 = "recovery_network.views.not_found"
handler500 = "recovery_network.views.server_error"
