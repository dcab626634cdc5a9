"""Surnames of more than one character, and surnames read otherwise than the character alone."""

_COMPOUND = """
    欧阳 ou1 yang2;太史 tai4 shi3;端木 duan1 mu4;上官 shang4 guan1;司马 si1 ma3;东方 dong1 fang1
    独孤 du2 gu1;南宫 nan2 gong1;万俟 mo4 qi2;闻人 wen2 ren2;夏侯 xia4 hou2;诸葛 zhu1 ge3
    尉迟 yu4 chi2;公羊 gong1 yang2;赫连 he4 lian2;澹台 tan2 tai2;皇甫 huang2 fu3;宗政 zong1 zheng4
    濮阳 pu2 yang2;公冶 gong1 ye3;太叔 tai4 shu1;申屠 shen1 tu2;公孙 gong1 sun1;慕容 mu4 rong2
    仲孙 zhong4 sun1;钟离 zhong1 li2;长孙 zhang3 sun1;宇文 yu3 wen2;司徒 si1 tu2;鲜于 xian1 yu2
    司空 si1 kong1;闾丘 lv2 qiu1;亓官 qi2 guan1;司寇 si1 kou4;令狐 ling2 hu2;呼延 hu1 yan2
    单于 chan2 yu2;轩辕 xuan1 yuan2;东郭 dong1 guo1;西门 xi1 men2;第五 di4 wu3;拓跋 tuo4 ba2
    完颜 wan2 yan2;耶律 ye1 lv4;纳兰 na4 lan2;叶赫 ye4 he4;百里 bai3 li3;乐正 yue4 zheng4
"""

_SINGLE = """
    单 shan4;仇 qiu2;曾 zeng1;解 xie4;查 zha1;盖 ge3;区 ou1;朴 piao2;任 ren2;华 hua4;缪 miao4;繁 po2
    员 yun4;乐 yue4;洗 xian3;召 shao4;隗 wei3;翟 zhai2;覃 qin2;折 she2;秘 bi4;种 chong2;卜 bu3;佴 nai4
    郗 xi1;郇 xun2;牟 mu4;那 na1;过 guo1;宁 ning4;纪 ji3;应 ying1;燕 yan1;祭 zhai4;葛 ge3;曲 qu1;哈 ha3
    乜 nie4;尉 wei4;盛 sheng4;谌 chen2;干 gan1;谷 gu3;柏 bai3;都 du1;黑 he4;角 jue2;强 qiang2;仉 zhang3
    冼 xian3;逄 pang2;晁 chao2;贾 jia3;沈 shen3;石 shi2;车 che1;万 wan4;薄 bo2;眭 sui1;逯 lu4
"""


def _readings(table: str) -> dict[str, tuple[str, ...]]:
    entries = (entry.split() for entry in table.replace("\n", ";").split(";") if entry.strip())
    return {surname: tuple(readings) for surname, *readings in entries}


COMPOUND = _readings(_COMPOUND)
"""Surname to its syllables, each with its tone as a digit."""

SINGLE = _readings(_SINGLE)
"""Surname to its one syllable, with its tone as a digit."""
