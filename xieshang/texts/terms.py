"""Words of the field that a general dictionary lacks or cuts apart, and words too common to find by.

A change here changes the dictionary: see `words.dictionary_version`.
"""

SILENT = "的了和与及或在是对为以等也都就而于中有这那之其被把从到由将并还但着个"
"""Characters not indexed by themselves; words that contain them are."""

_ASSEMBLY = """
    政协 提案 提案委 提案委员会 专委会 界别 联组 委员小组 常委会议 主席会议 全体会议 协商议政
    政治协商 民主监督 参政议政 双周协商 社情民意 调研报告 委员工作室 协商民主 履职档案 民主党派
"""

_PROPOSALS = """
    立案 不予立案 并案 撤案 案由 案号 附议 联名提案 集体提案 重点提案 优秀提案 平时提案 大会提案
    交办 主办 会办 分办 独办 签收 退办 申退 督办 面商 办复 办结 答复函 承办单位 主办单位 会办单位
"""

_MATTERS = """
    高质量发展 乡村振兴 营商环境 一带一路 长三角一体化 大运河文化带 新型城镇化 供给侧结构性改革
    医联体 医共体 医养结合 分级诊疗 家庭医生 村医 全科医生 居家养老 智慧养老 长期护理保险
    新乡贤 农家书屋 家庭农场 田园综合体 人居环境 垃圾分类 河长制 湖长制 林长制 黑臭水体 减污降碳
    碳达峰 碳中和 新能源汽车 充电桩 挥发性有机物 危险废物 双一流 双减 课后服务 职普融通 产教融合
    校园欺凌 民办幼儿园 专精特新 数字经济 人工智能 大数据 区块链 工业互联网 非法集资 融资难
    民营企业 中小微企业 知识产权 放管服 最多跑一次 一网通办 老旧小区 加装电梯 共享单车 非遗
"""

TERMS = tuple((_ASSEMBLY + _PROPOSALS + _MATTERS).split())
"""Each is kept whole when a query is cut."""
