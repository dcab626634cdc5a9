"""The words a roll may hold, as they are kept, and the other ways in which they are written: Chinese as data."""

import re
from datetime import date

from xieshang.members.states import Gender

HEADINGS = {
    "name": "姓名 委员姓名",
    "gender": "性别",
    "ethnicity": "民族",
    "born": "出生 出生年月 出生日期 生日",
    "party": "党派 政治面貌",
    "phone": "手机号 手机 手机号码 联系电话 电话 mobile",
    "sector": "界别 所在界别 所属界别",
    "committee": "专委会 专门委员会 所在专委会 所属专委会 编入专委会",
    "workplace": "单位及职务 工作单位及职务 单位职务 单位 工作单位",
    "number": "委员证号 证号 委员编号 编号",
    "note": "备注 说明",
}
"""By our key the ways in which a column is headed, the usual one first."""

SECTOR_ENDING, COMMITTEE_ENDING = "界", "委员会"
"""What may be left out at the end of a name."""

GENDERS = {"女": Gender.FEMALE, "女性": Gender.FEMALE, "男": Gender.MALE, "男性": Gender.MALE}

EXAMPLE = {"gender": "女", "ethnicity": "汉族", "born": "1975-03", "party": "民盟", "phone": "13800000000"}
"""How some columns are filled in, for the sheet that one begins with."""

_PEOPLES = """
    汉族 蒙古族 回族 藏族 维吾尔族 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 白族 土家族 哈尼族
    哈萨克族 傣族 黎族 傈僳族 佤族 畲族 高山族 拉祜族 水族 东乡族 纳西族 景颇族 柯尔克孜族 土族
    达斡尔族 仫佬族 羌族 布朗族 撒拉族 毛南族 仡佬族 锡伯族 阿昌族 普米族 塔吉克族 怒族 乌孜别克族
    俄罗斯族 鄂温克族 德昂族 保安族 裕固族 京族 塔塔尔族 独龙族 鄂伦春族 赫哲族 门巴族 珞巴族 基诺族
    其他
"""
PEOPLES = tuple(_PEOPLES.split())

PARTIES = {
    "中共党员": "中共党员 中共 中国共产党 中共中央 党员",
    "中共预备党员": "中共预备党员 预备党员",
    "民革": "民革 民革党员 民革会员 中国国民党革命委员会",
    "民盟": "民盟 民盟盟员 中国民主同盟",
    "民建": "民建 民建会员 中国民主建国会",
    "民进": "民进 民进会员 中国民主促进会",
    "农工党": "农工党 农工 农工党党员 中国农工民主党",
    "致公党": "致公党 致公 致公党党员 中国致公党",
    "九三学社": "九三学社 九三 九三学社社员",
    "台盟": "台盟 台盟盟员 台湾民主自治同盟",
    "无党派人士": "无党派人士 无党派 无党派代表人士",
    "共青团员": "共青团员 团员",
    "群众": "群众",
}
PARTY_OF = {written: party for party, ways in PARTIES.items() for written in ways.split()}

_DAY = re.compile(r"(\d{4})(?:[-./年]?(\d{1,2})?(?:[-./月]?(\d{1,2})?)?)?[日月年号]?")

_NOT_IN_NAMES = re.compile(r"[\d@/\\<>{}、，,;；]")


def name(written: str) -> str | None:
    """A person's name without the blanks that set short Chinese names; None for what cannot be one name."""
    if _NOT_IN_NAMES.search(written):
        return None
    return " ".join(written.split()) if written.isascii() else "".join(written.split())


def people(written: str) -> str | None:
    """The people (民族) as it is kept: 汉 is 汉族; None for a word that is none of the 56."""
    for name in (written, f"{written}族"):
        if name in PEOPLES:
            return name
    return None


def born(written: str) -> str | None:
    """A birth as precisely as it was written: 1968, 1968-05 or 1968-05-12; None for what is no such date.

    Read are 1968.5, 1968年5月12日, 1968/05/12, 196805 and 19680512.
    """
    match = _DAY.fullmatch("".join(written.split()))
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    return "-".join(f"{part:02d}" for part in (year, month, day) if part is not None)
