"""What the demo city's proposals are about: invented, plain, and sorted by bureau."""

from dataclasses import dataclass

from xieshang.proposals.states import Category

C = Category


@dataclass(frozen=True, slots=True)
class Topic:
    """A matter: its name, the field of work, the bureau that handles it, and the things it has to do with."""

    name: str
    category: str
    bureau: str
    things: tuple[str, ...]


def words(text: str) -> list[str]:
    """The words of a text, which are separated by spaces or lines."""
    return text.split()


def _topic(name: str, category: str, bureau: str, things: str) -> Topic:
    return Topic(name, category, bureau, tuple(things.split("、")))


BUREAUS = {
    "education": ("市教育局", "鹰教提"),
    "health": ("市卫生健康委员会", "鹰卫提"),
    "civil": ("市民政局", "鹰民提"),
    "housing": ("市住房和城乡建设局", "鹰建提"),
    "transport": ("市交通运输局", "鹰交提"),
    "ecology": ("市生态环境局", "鹰环提"),
    "water": ("市水利局", "鹰水提"),
    "agriculture": ("市农业农村局", "鹰农提"),
    "commerce": ("市商务局", "鹰商提"),
    "industry": ("市工业和信息化局", "鹰工提"),
    "science": ("市科学技术局", "鹰科提"),
    "culture": ("市文化广电和旅游局", "鹰文提"),
    "labour": ("市人力资源和社会保障局", "鹰人提"),
    "police": ("市公安局", "鹰公提"),
    "urban": ("市城市管理局", "鹰城提"),
    "market": ("市市场监督管理局", "鹰市提"),
    "finance": ("市财政局", "鹰财提"),
    "planning": ("市自然资源和规划局", "鹰资提"),
    "emergency": ("市应急管理局", "鹰应提"),
    "data": ("市政务服务和大数据管理局", "鹰数提"),
    "forestry": ("市林业局", "鹰林提"),
    "sport": ("市体育局", "鹰体提"),
    "veterans": ("市退役军人事务局", "鹰退提"),
    "justice": ("市司法局", "鹰司提"),
}
"""Code → name and the mark that opens its letter numbers."""

TOPICS = [
    _topic("普惠托育服务供给", C.SOCIETY, "health", "托位、保育员、社区托育点、延时照护、临时托管、膳食备案、照护补贴"),
    _topic(
        "社区居家养老助餐", C.SOCIETY, "civil", "助餐点、送餐路线、老年食堂、菜品价格、志愿配送、失能老人、经营补贴"
    ),
    _topic(
        "老旧小区加装电梯", C.SOCIETY, "housing", "电梯井道、管线迁改、低层住户、出资比例、后期维保、联审流程、噪声采光"
    ),
    _topic(
        "中小学课后服务质量",
        C.SOCIETY,
        "education",
        "社团课程、校外师资、作业辅导、场馆错时、晚托车辆、收费公示、家校沟通",
    ),
    _topic(
        "乡村医生队伍稳定",
        C.SOCIETY,
        "health",
        "村卫生室、养老待遇、定向培养、药品目录、远程会诊、巡诊里程、签约人头费",
    ),
    _topic(
        "公交线网与学生通勤",
        C.SOCIETY,
        "transport",
        "早班车次、定制线路、候车亭、换乘距离、准点信息、夜间末班、无障碍踏板",
    ),
    _topic("停车泊位共享", C.SOCIETY, "urban", "机关泊位、错时开放、道闸联网、收费时段、潮汐车位、老城街巷、违停治理"),
    _topic(
        "零工市场规范建设", C.SOCIETY, "labour", "零工驿站、工伤保险、结算方式、技能登记、候工座席、信息发布、维权窗口"
    ),
    _topic(
        "困境儿童关爱保护", C.SOCIETY, "civil", "儿童主任、探访台账、心理辅导、监护评估、助学名额、寄养家庭、转介渠道"
    ),
    _topic(
        "全民健身场地开放", C.SOCIETY, "sport", "学校操场、笼式球场、健身步道、器材巡检、预约系统、夜间照明、保险费用"
    ),
    _topic(
        "电动自行车充电安全",
        C.SOCIETY,
        "emergency",
        "充电桩位、飞线入户、换电柜、消防通道、电池回收、物业巡查、电价标准",
    ),
    _topic("农村饮水工程管护", C.SOCIETY, "water", "管网漏损、水价核定、管护员、水质检测、蓄水池、应急供水、计量水表"),
    _topic(
        "中小企业融资服务", C.ECONOMY, "finance", "应收账款、担保费率、续贷周期、信用信息、银企对接、贴息资金、抵押登记"
    ),
    _topic(
        "特色农产品品牌培育",
        C.ECONOMY,
        "agriculture",
        "分级标准、产地仓、地理标志、包装设计、冷链车辆、电商客服、检测报告",
    ),
    _topic(
        "乡村民宿规范发展",
        C.ECONOMY,
        "culture",
        "消防验收、特种行业证、布草洗涤、标识导览、淡季客源、污水处理、保险产品",
    ),
    _topic(
        "专精特新企业梯度培育",
        C.ECONOMY,
        "industry",
        "培育名录、研发费用、首台套、工业用地、设备更新、协作配套、专利质押",
    ),
    _topic(
        "县域商业体系建设", C.ECONOMY, "commerce", "物流站点、共同配送、集贸市场、冷库容量、退换货、经营用房、直采基地"
    ),
    _topic(
        "科技成果就地转化",
        C.ECONOMY,
        "science",
        "中试平台、技术经纪人、揭榜项目、成果评价、孵化场地、风险补偿、高校院所",
    ),
    _topic(
        "政务服务一件事集成", C.ECONOMY, "data", "申请材料、数据回流、办事指南、综合窗口、电子证照、异地通办、帮办专员"
    ),
    _topic(
        "食用菌产业链延伸",
        C.ECONOMY,
        "agriculture",
        "菌种繁育、菌棒工厂、精深加工、废棒利用、采摘用工、价格保险、烘干设备",
    ),
    _topic(
        "市场主体信用修复", C.ECONOMY, "market", "修复告知、信息同步、公示期限、容错清单、线上申请、行业协会、联合惩戒"
    ),
    _topic(
        "历史街区保护利用", C.CULTURE, "culture", "老宅修缮、业态准入、消防管网、口述史料、夜间灯光、传统工艺、游客容量"
    ),
    _topic(
        "非遗工坊与传承人扶持",
        C.CULTURE,
        "culture",
        "传习场所、学徒补助、材料采购、展销渠道、版权登记、校园课堂、记录工程",
    ),
    _topic(
        "公共图书馆服务下沉",
        C.CULTURE,
        "culture",
        "流动书车、农家书屋、通借通还、盲文读物、阅读推广人、数字资源、开放时长",
    ),
    _topic(
        "文物安全巡查机制", C.CULTURE, "culture", "野外墓葬、文保员、视频监控、保护标志、建设避让、盗掘线索、险情上报"
    ),
    _topic("河道生态补水", C.ECOLOGY, "water", "生态流量、橡胶坝、中水回用、沿线排口、水草养护、调度规程、监测断面"),
    _topic("建筑垃圾资源化", C.ECOLOGY, "urban", "分拣场、再生骨料、运输车辆、偷倒点位、产品认证、工地源头、处置收费"),
    _topic(
        "餐饮油烟治理", C.ECOLOGY, "ecology", "净化设备、公共烟道、清洗频次、在线监测、选址论证、居民投诉、夜市摊点"
    ),
    _topic(
        "矿山修复与后续利用",
        C.ECOLOGY,
        "planning",
        "边坡治理、覆土来源、造林成活、光伏用地、修复基金、权属厘清、地灾隐患",
    ),
    _topic(
        "城市绿地碎片利用",
        C.ECOLOGY,
        "forestry",
        "口袋公园、乡土树种、座椅照明、养护承包、海绵设施、边角地块、认建认养",
    ),
    _topic(
        "秸秆综合利用", C.ECOLOGY, "agriculture", "离田打捆、饲料加工、收储站点、机具补贴、还田深度、禁烧网格、运输半径"
    ),
    _topic(
        "行政复议便民渠道",
        C.POLITICS,
        "justice",
        "受理点、线上立案、听证场所、调解前置、文书送达、案例公开、复议员培训",
    ),
    _topic(
        "基层公共法律服务",
        C.POLITICS,
        "justice",
        "村居顾问、法律明白人、远程公证、援助范围、调解补贴、普法菜单、案件回访",
    ),
    _topic(
        "社区议事协商制度", C.POLITICS, "civil", "议题清单、楼栋代表、议事场所、结果公示、物业参与、经费保障、记录归档"
    ),
    _topic(
        "道路交通信号优化",
        C.SOCIETY,
        "police",
        "绿波路段、行人过街、左转待行、学校路口、检测线圈、倒计时牌、非机动车道",
    ),
    _topic(
        "退役军人就业创业",
        C.SOCIETY,
        "veterans",
        "适应性培训、招聘专场、创业导师、贷款额度、岗位目录、跟踪回访、学历提升",
    ),
    _topic("农贸市场改造提升", C.SOCIETY, "market", "摊位布局、快检室、排水沟槽、活禽区、公平秤、经营户培训、开市时间"),
    _topic(
        "职业院校产教融合", C.SOCIETY, "education", "实训基地、企业导师、订单班、双证书、实习保险、专业目录、设备共用"
    ),
    _topic(
        "地下管网普查更新", C.SOCIETY, "housing", "雨污混接、管线图、爆管频次、统筹开挖、监测井、权属单位、更新资金"
    ),
    _topic("慢性病用药保障", C.SOCIETY, "health", "长处方、配送到村、药房备药、报销比例、用药指导、复诊提醒、信息共享"),
]

PLACES = (
    ["鹰东区", "鹰西区", "鹰南区", "鹰北区", "河湾县", "石门县", "松岗县", "云台县", "鹭洲市", "青垣市"]
)  # fmt: skip
"""The ten counties of the demo city."""

SPOTS = words("""
    东关 西苑 南湖 北桥 桃园 柳林 石桥 清泉 长岭 白露 栖霞 望山 晨光 和顺 安平 临河 古塔
    凤鸣 青槐 双井 太和 永丰 兴隆 龙泉 沙河 杏花 玉皇 金水 银杏 槐树
    """)
"""Invented townships, streets and villages."""

SECTORS = words("""
    中共 民革 民盟 民建 民进 农工党 致公党 九三学社 无党派人士 共青团 工会 妇联 青联 工商联
    科协 台胞台属 侨联 文化艺术 科学技术 社会科学 经济 农业 教育 体育 新闻出版 医药卫生 宗教
    """)
"""Twenty-seven sectors, in the order in which they are called."""

COMMITTEES = {
    "proposals": "提案委员会",
    "economy": "经济委员会",
    "agriculture": "农业和农村委员会",
    "resources": "人口资源环境委员会",
    "science": "教科卫体委员会",
    "law": "社会和法制委员会",
    "history": "文化和文史委员会",
    "liaison": "联谊和民族宗教委员会",
    "study": "委员学习和工作委员会",
}
"""The nine special committees."""
