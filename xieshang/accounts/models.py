"""People who sign in, and the roles they hold where."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Any, ClassVar, NamedTuple

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import connection, models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from xieshang.accounts.contacts import normal_email, normal_phone
from xieshang.accounts.permissions import ROLES
from xieshang.spine import clock
from xieshang.spine.constraint import hash_of, never_two


class ScopeKind(models.TextChoices):
    ASSEMBLY = "assembly", _("政协")
    ORGAN = "organ", _("专委会")
    BUREAU = "bureau", _("承办单位")


class Scope(models.Model):
    """A place where a role can be held. Assemblies, organs and bureaus each have one."""

    kind = models.CharField(max_length=16, choices=ScopeKind)
    name = models.CharField(max_length=120)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=ScopeKind.values), name="accounts_scope_kind"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def root_id(self) -> int:
        """The scope of the assembly that this place belongs to: its parent, or itself."""
        return self.parent_id or self.pk

    @cached_property
    def assembly_id(self) -> int | None:
        """The assembly in whose ledger it is written what happens here.

        Assemblies live in the room above, and each points down to its scope; the key is read along
        that relation. None only for a scope that no assembly has taken yet.
        """
        return Scope.objects.filter(pk=self.root_id).values_list("assembly__pk", flat=True).first()


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> "Person":
        """The person with this phone number or e-mail address, however it is written."""
        typed = username or ""
        phone, email = normal_phone(typed), normal_email(typed)
        if phone is None and email is None:
            raise Person.DoesNotExist
        return self.get(phone=phone) if phone else self.get(email__iexact=email)


class Held(NamedTuple):
    """A role that a person holds today, where, and whether it asks for a second factor there."""

    role: str
    scope_id: int
    needs_second_factor: bool


HELD = """
SELECT g.role, g.scope_id, EXISTS (
  SELECT FROM accounts_secondfactor f WHERE f.role = g.role AND f.scope_id IN (s.id, s.parent_id)
) AS needs_second_factor
FROM accounts_grant g JOIN accounts_scope s ON s.id = g.scope_id
WHERE g.person_id = {person} AND g.from_on <= %(on)s AND (g.until_on IS NULL OR g.until_on > %(on)s)
ORDER BY g.id
"""
"""What `person` holds on a day."""


def held_of(rows: Iterable[Sequence[Any]]) -> list[Held]:
    """The roles of what `HELD` gives; one that the product does not know any more is none."""
    return [Held(*row) for row in rows if row[0] in ROLES]


class Person(AbstractBaseUser):
    """Someone who signs in, by phone number or e-mail; `privacy.PERSONAL` says which fields are personal.

    `home` is the assembly whose office entered the person and looks after the account: it alone
    issues passwords and corrects numbers, whatever roles other assemblies give.
    """

    home = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("姓名"), max_length=60)
    sort_key = models.CharField(max_length=200, blank=True, help_text="pinyin, for sorting and quick finding")
    phone = models.CharField(_("手机号"), max_length=20, null=True, blank=True)
    email = models.EmailField(_("电子邮箱"), null=True, blank=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False, help_text="a first password must be changed at once")
    language = models.CharField(max_length=10, default="zh-hans")
    is_demo = models.BooleanField(default=False, help_text="an account of the demo city; production refuses to start")
    created_at = models.DateTimeField(default=clock.now)

    USERNAME_FIELD = "phone"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    is_staff = False
    is_superuser = False

    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        verbose_name = _("人员")
        constraints = [
            models.UniqueConstraint(
                fields=["phone"],
                name="accounts_person_phone",
                violation_error_message=_("这个手机号已经有账号，请在人员列表里查找，直接授予角色。"),
            ),
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_person_email",
                violation_error_message=_("这个电子邮箱已经有账号，请在人员列表里查找，直接授予角色。"),
            ),
            models.CheckConstraint(
                condition=models.Q(phone__isnull=False) | models.Q(email__isnull=False),
                name="accounts_person_reachable",
            ),
        ]
        indexes = [models.Index("sort_key", "id", name="accounts_person_sorted")]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def get_username(self) -> str:
        """What the person signs in with: the phone number, or the e-mail address where there is none."""
        return self.phone or self.email or ""

    @property
    def itself(self) -> "Person":
        """The row behind a request's `user`, which stands in for it until somebody asks."""
        return self

    @property
    def assembly_id(self) -> int | None:
        """The assembly in whose ledger it is written what happens to this account."""
        return self.home.assembly_id

    @cached_property
    def held(self) -> list[Held]:
        """The roles that hold today. One plain query a request; all that a page asks of roles comes from it."""
        with connection.cursor() as cursor:
            cursor.execute(HELD.format(person="%(person)s"), {"person": self.pk, "on": clock.today()})
            return held_of(cursor.fetchall())

    @cached_property
    def powers(self) -> dict[str, frozenset[int]]:
        """Permission → the scopes where a role that holds today gives it."""
        powers: dict[str, set[int]] = {}
        for held in self.held:
            for permission in ROLES[held.role].permissions:
                powers.setdefault(permission, set()).add(held.scope_id)
        return {permission: frozenset(scopes) for permission, scopes in powers.items()}

    def can(self, permission: str, *scopes: int | None) -> bool:
        """Does a role give `permission` in any of these scopes?"""
        held = self.powers.get(permission, frozenset())
        return any(scope in held for scope in scopes)

    def scopes_with(self, permission: str) -> frozenset[int]:
        """All scopes where a role gives `permission`."""
        return self.powers.get(permission, frozenset())

    # The admin of libraries asks these; no page of ours does.
    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


class Visitor:
    """The public: an actor without any role."""

    pk = None
    is_authenticated = False

    def can(self, permission: str, *scopes: int | None) -> bool:
        return False

    def scopes_with(self, permission: str) -> frozenset[int]:
        return frozenset()


PUBLIC = Visitor()


class GrantQuerySet(models.QuerySet["Grant"]):
    def holding(self, *, on: date) -> "GrantQuerySet":
        """Grants that hold on a day: from_on <= day < until_on."""
        return self.filter(from_on__lte=on).filter(models.Q(until_on__isnull=True) | models.Q(until_on__gt=on))


class Grant(models.Model):
    """A role held by a person in a scope, over a half-open period; an empty one was withdrawn before it began."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=32, choices=[(code, role.name) for code, role in ROLES.items()])
    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="grants", db_index=False)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_on__isnull=True) | models.Q(until_on__gte=models.F("from_on")),
                name="accounts_grant_period",
            ),
            never_two(
                "accounts_grant_once",
                "person",
                "scope",
                hash_of("role"),
                message=_("这个人刚被授予同样的角色，请刷新页面再看。"),
            ),
        ]
        indexes = [models.Index("scope", "person", name="accounts_grant_place")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} @{self.scope_id}"

    @property
    def last_on(self) -> date | None:
        """The last day with the role; None while no end is set."""
        return self.until_on - timedelta(days=1) if self.until_on else None

    @property
    def assembly_id(self) -> int | None:
        """The assembly in whose ledger it is written what happens to this grant."""
        return self.scope.assembly_id


class SecondFactor(models.Model):
    """An assembly requires a second factor of everyone who holds this role in it, its organs or its bureaus."""

    scope = models.ForeignKey(Scope, on_delete=models.CASCADE, related_name="second_factors", db_index=False)
    role = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "role"], name="accounts_second_factor_once")]

    def __str__(self) -> str:
        return f"{self.role} @{self.scope_id}"
