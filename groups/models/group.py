"""Groups of people who meet, and the roles people have in them."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chat.models import Room
from chat.models.room import LEAST_MINUTES, MOST_MINUTES, TURN_MINUTES
from groups import zones
from recovery_network.common.codes import public_code


class Visibility(models.TextChoices):
    """Who may know that a group or a meeting exists."""

    PUBLIC = "public", _("Everyone: in the public list")
    MEMBERS = "members", _("Members of the group")
    PRIVATE = "private", _("Only people with a role or a seat in it")


class Status(models.TextChoices):
    ACTIVE = "active", pgettext_lazy("state of a group", "Meeting")
    PAUSED = "paused", _("Paused")
    CLOSED = "closed", _("Stopped")


class GroupQuerySet(models.QuerySet["Group"]):
    def visible_to(self, user: Any) -> "GroupQuerySet":
        """Public groups of every centre; the rest by a role in the group or at its centre."""
        public = Q(visibility=Visibility.PUBLIC)
        if not getattr(user, "is_authenticated", False):
            return self.filter(public)
        own = GroupRole.objects.live().filter(user=user).values("group")
        return self.filter(public | Q(pk__in=own) | Q(pk__in=Group.objects.staffed_by(user)))

    def hosted_by(self, user: Any) -> "GroupQuerySet":
        """Groups the person hosts by a role in them."""
        held = GroupRole.objects.live().filter(user=user, role__in=GroupRole.HOSTS)
        return self.filter(pk__in=held.values("group"))

    def staffed_by(self, user: Any) -> "GroupQuerySet":
        """Groups of the centres where the person works, but for circles and pairs.

        Those open only to a role in that very group.
        """
        centres = user.staff_roles.filter(ended_at=None).values("centre")
        return self.filter(centre__in=centres).exclude(kind__in=[Group.Kind.CIRCLE, Group.Kind.PAIR])


class Group(models.Model):
    """People who meet: a fellowship group, a therapy roster, a family group, a circle or a pair."""

    class Kind(models.TextChoices):
        OPEN = "open", _("Open: anyone may come")
        CLOSED = "closed", _("Closed: only for people with the same wish")
        THERAPY = "therapy", _("Therapy group: staff choose who is in it")
        FAMILY = "family", _("For family and friends")
        CIRCLE = "circle", _("Circle")
        PAIR = "pair", _("Two people")

    class JoinPolicy(models.TextChoices):
        OPEN = "open", _("Anyone may join")
        MEMBERS = "members", _("Members of the centre may join")
        INVITE = "invite", _("By invite")
        STAFF = "staff", _("Staff add people")

    class WithoutHost(models.TextChoices):
        CLOSE = "close", _("The room stays closed, and people see where to find help")
        PEERS = "peers", _("The members open it themselves")

    class ReadsFirst(models.TextChoices):
        NOTHING = "nothing", _("Nothing")
        NEW = "new", _("The first message of somebody new")
        ALL = "all", _("Every message")

    # Seconds between two messages of one person.
    SLOW = [(0, _("No pause")), (10, _("10 seconds")), (20, _("20 seconds"))]
    SLOW += [(30, _("30 seconds")), (60, _("1 minute"))]

    code = models.CharField(max_length=8, unique=True, default=public_code, editable=False)
    centre = models.ForeignKey("accounts.Centre", models.CASCADE, related_name="groups")
    name = models.CharField(_("name"), max_length=255)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.OPEN)
    join_policy = models.CharField(
        _("who may join"), max_length=8, choices=JoinPolicy, default=JoinPolicy.OPEN
    )
    visibility = models.CharField(
        _("who may see it"), max_length=8, choices=Visibility, default=Visibility.PUBLIC
    )
    status = models.CharField(_("state"), max_length=8, choices=Status, default=Status.ACTIVE)
    without_host = models.CharField(
        _("when no host comes"), max_length=5, choices=WithoutHost, default=WithoutHost.CLOSE
    )
    # How the room of each meeting begins (groups/ways.py); its hosts may change it while it is open.
    mode = models.CharField(_("who writes"), max_length=12, choices=Room.Mode, default=Room.Mode.OPEN_TALK)
    turn_minutes = models.PositiveSmallIntegerField(
        _("minutes for each turn"),
        default=TURN_MINUTES,
        validators=[MinValueValidator(LEAST_MINUTES), MaxValueValidator(MOST_MINUTES)],
    )
    has_lobby = models.BooleanField(_("waiting room"), default=False)
    lobby_words = models.CharField(_("what people who wait read"), max_length=300, blank=True)
    reads_first = models.CharField(
        _("what a host reads first"), max_length=7, choices=ReadsFirst, default=ReadsFirst.NOTHING
    )
    slow_seconds = models.PositiveSmallIntegerField(_("slow chat"), choices=SLOW, default=0)
    notes_open = models.BooleanField(_("content notes stand open"), default=False)
    # Of the handles of those who may not come for a time, sealed (chat/handles.py); made with its first room.
    handle_key = models.CharField(max_length=255, blank=True, editable=False)
    programme = models.ForeignKey(
        "groups.Programme", models.PROTECT, null=True, blank=True, related_name="groups"
    )
    pathway = models.ForeignKey(
        "groups.Pathway", models.PROTECT, null=True, blank=True, related_name="groups"
    )
    language = models.ForeignKey(
        "groups.Language", models.PROTECT, null=True, blank=True, related_name="groups"
    )
    time_zone = models.CharField(_("time zone"), max_length=64, validators=[zones.validate])
    notes_public = models.TextField(_("about the group"), blank=True)
    agreements = models.TextField(_("agreements"), blank=True, help_text=_("One on each line."))
    notes_private = models.TextField(_("notes for staff"), blank=True)
    contacts_private = models.TextField(_("contacts, for staff only"), blank=True)
    external_source = models.CharField(max_length=80, blank=True, editable=False)
    external_id = models.CharField(max_length=255, blank=True, editable=False)
    external_raw = models.JSONField(default=dict, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        indexes = [GinIndex(OpClass("name", "gin_trgm_ops"), name="group_name_near", fastupdate=False)]
        constraints = [
            models.UniqueConstraint(
                fields=["external_source", "external_id"],
                condition=~Q(external_source=""),
                name="group_once_from_a_source",
            ),
            models.CheckConstraint(
                name="private_kinds_are_not_public",
                condition=~Q(kind__in=["therapy", "circle", "pair"]) | ~Q(visibility="public"),
            ),
            models.CheckConstraint(
                name="chosen_groups_are_not_open_to_join",
                condition=~Q(kind__in=["therapy", "pair"]) | Q(join_policy__in=["staff", "invite"]),
            ),
            models.CheckConstraint(
                name="group_turn_has_a_length",
                condition=Q(turn_minutes__gte=LEAST_MINUTES, turn_minutes__lte=MOST_MINUTES),
            ),
            models.CheckConstraint(
                name="group_room_begins_in_a_known_way",
                condition=Q(
                    mode__in=["open_talk", "taking_turns", "listening"],
                    reads_first__in=["nothing", "new", "all"],
                    slow_seconds__in=[0, 10, 20, 30, 60],
                ),
            ),
            models.CheckConstraint(
                name="therapy_never_opens_without_a_host",
                condition=~Q(kind="therapy") | Q(without_host="close"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("group", args=[self.code])


class GroupRoleQuerySet(models.QuerySet["GroupRole"]):
    def live(self) -> "GroupRoleQuerySet":
        return self.filter(ended_at=None)

    def visible_to(self, user: Any) -> "GroupRoleQuerySet":
        """One's own roles, and everybody's in groups one hosts. Members are not listed to members.

        Staff of the centre see who serves in its groups, and members only where staff chose them.
        """
        if not getattr(user, "is_authenticated", False):
            return self.none()
        hosted = self.model.objects.live().filter(user=user, role__in=GroupRole.HOSTS).values("group")
        chosen = ~Q(role=GroupRole.Role.MEMBER) | Q(group__kind=Group.Kind.THERAPY)
        staffed = Q(group__in=Group.objects.staffed_by(user)) & chosen
        return self.filter(Q(user=user) | Q(group__in=hosted) | staffed)


class GroupRole(models.Model):
    """One role of one person in one group; a person may hold several, and come back after leaving."""

    class Role(models.TextChoices):
        MEMBER = "member", _("Member")
        GREETER = "greeter", _("Greeter")
        FACILITATOR = "facilitator", _("Host")
        COUNSELOR = "counselor", _("Counselor")

    HOSTS = (Role.FACILITATOR, Role.COUNSELOR)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="group_roles")
    group = models.ForeignKey(Group, models.CASCADE, related_name="roles")
    role = models.CharField(_("role"), max_length=11, choices=Role)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = GroupRoleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "group", "role"], condition=Q(ended_at=None), name="one_live_group_role"
            ),
            models.CheckConstraint(
                name="group_role_ends_after_start",
                condition=Q(ended_at=None) | Q(ended_at__gte=models.F("started_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"
