"""Choices of the roll."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """The levels of assemblies."""

    PROVINCE = "province", _("省")
    CITY = "city", _("市")
    COUNTY = "county", _("县（市、区）")


class OrganKind(models.TextChoices):
    """Bodies of an assembly."""

    COMMITTEE = "committee", _("专门委员会")
    OFFICE = "office", _("办公室")
    GROUP = "group", _("委员小组")
    PARTY = "party", _("党派")
    PEOPLES_ORGANISATION = "organisation", _("人民团体")


class PostKind(models.TextChoices):
    """Posts that a member can hold in an assembly or one of its organs."""

    CHAIR = "chair", _("主席")
    VICE_CHAIR = "vice_chair", _("副主席")
    SECRETARY_GENERAL = "secretary_general", _("秘书长")
    STANDING = "standing", _("常务委员")
    PARTY_SECRETARY = "party_secretary", _("党组书记")
    PARTY_GROUP = "party_group", _("党组成员")
    DIRECTOR = "director", _("主任")
    DEPUTY_DIRECTOR = "deputy_director", _("副主任")
    CONVENOR = "convenor", _("召集人")


class LeaveReason(models.TextChoices):
    """Why a membership ended; empty where it runs to the end of the term."""

    RESIGNED = "resigned", _("辞去委员")
    MOVED = "moved", _("工作调离")
    REMOVED = "removed", _("撤销委员资格")
    DECEASED = "deceased", _("去世")
    TRANSFERRED = "transferred", _("调整界别或专委会")
    TERM_ENDED = "term_ended", _("届满")


class ExportedList(models.TextChoices):
    """The lists of people and of what people wrote that go out whole as sheets, which is recorded."""

    ROLL = "roll", _("委员名册")
    CASES = "cases", _("全部提案")
    CHARGED = "charged", _("本单位承办的提案")


class Gender(models.TextChoices):
    FEMALE = "female", _("女")
    MALE = "male", _("男")
