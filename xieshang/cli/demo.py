"""`xieshang demo`: build the demo city."""

import click

from xieshang.cli.endings import Refused
from xieshang.cli.output import progress
from xieshang.cli.product import needs_product
from xieshang.engine.language import _

FEWEST = 30  # members: each sector and each committee has one


@click.command(help=_("建演示城市：虚构的人员，真实的流程。"))
@click.option("--seed", default=2018, show_default=True, help=_("随机种子；不同的种子建出不同的城市。"))
@click.option("--members", type=click.IntRange(FEWEST), default=391, show_default=True, help=_("第九届的委员人数。"))
@click.option("--cases", type=click.IntRange(0), default=1918, show_default=True, help=_("第九届立案的提案件数。"))
@click.option("--scale", type=click.IntRange(1), default=1, show_default=True, help=_("建几座城市。"))
@click.option("--if-empty", is_flag=True, help=_("已有任何政协时什么也不做。"))
@needs_product
def command(seed: int, members: int, cases: int, scale: int, if_empty: bool) -> None:
    """Build the demo city; refused where an assembly stands, or in production."""
    from xieshang.demo import build
    from xieshang.demo.city import Plan
    from xieshang.engine import environment

    if environment.production():
        raise Refused(_("正式运行的服务器上不能建演示城市。"))
    if build.is_built():
        if if_empty:
            return
        raise Refused(_("这里已经有政协的数据。演示城市要建在空的数据目录里（XIESHANG_VAR）。"))
    plan = Plan(seed=seed, members=members, cases=cases)
    with progress(_("建演示城市"), build.size(plan, scale)) as advance:
        build.build(plan, scale=scale, progress=lambda words, steps: advance(steps))
