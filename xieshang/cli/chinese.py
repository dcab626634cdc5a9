"""What click says of itself, in Chinese: it has no catalogue of its own, and takes words from where this puts them."""

from click import core, decorators, exceptions, formatting, parser, termui, types

from xieshang.engine.language import spoken

WORDS = {
    "Usage:": "用法：",
    "Options": "选项",
    "Commands": "命令",
    "Positional arguments": "参数",
    "Show this message and exit.": "显示这段说明。",
    "Show the version and exit.": "显示版本。",
    "%(prog)s, version %(version)s": "%(prog)s，版本 %(version)s",
    "default: {default}": "默认：{default}",
    "env var: {var}": "环境变量：{var}",
    "(dynamic)": "（视情形而定）",
    "required": "必填",
    "Try '{command} {option}' for help.": "怎么用，请看：{command} {option}",
    "Error: {message}": "没有办成：{message}",
    "Aborted!": "已中止。",
    "Invalid value: {message}": "值不对：{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} 的值不对：{message}",
    "Missing command.": "请写明要运行哪个命令。",
    "Missing argument": "缺少参数",
    "Missing option": "缺少选项",
    "Missing parameter": "缺少参数",
    "Missing {param_type}": "缺少 {param_type}",
    "Missing parameter: {param_name}": "缺少参数：{param_name}",
    "No such option {name!r}.": "没有 {name} 这个选项。",
    "No such command {name!r}.": "没有 {name} 这个命令。",
    "Did you mean {possibility}?": "是不是 {possibility}？",
    "(Did you mean one of: {possibilities}?)": "是不是其中之一：{possibilities}？",
    "Got unexpected extra argument ({args})": "多写了 {args}，请删去。",
    "Got unexpected extra arguments ({args})": "多写了 {args}，请删去。",
    "Option {name!r} does not take a value.": "选项 {name} 后面不写值。",
    "Option {name!r} requires an argument.": "选项 {name} 后面要写值。",
    "Option {name!r} requires {nargs} arguments.": "选项 {name} 后面要写 {nargs} 个值。",
    "Choose from:\n\t{choices}": "请从这些里选：\n\t{choices}",
    "{value!r} is not {choice}.": "{value} 不是 {choice}。",
    "{value!r} is not one of {choices}.": "{value} 不在其中，请从 {choices} 里选。",
    "{value!r} does not match the format {format}.": "{value} 不合写法，请写成 {format}。",
    "{value!r} does not match the formats {formats}.": "{value} 不合写法，请写成其中一种：{formats}。",
    "{value!r} is not a valid {number_type}.": "{value} 不是数（{number_type}）。",
    "{value} is not in the range {range}.": "{value} 不在范围 {range} 之内。",
    "file": "文件",
    "directory": "文件夹",
    "path": "路径",
    "{name} {filename!r} does not exist.": "没有{name} {filename}，请看路径写得对不对。",
    "{name} {filename!r} is a file.": "{filename} 是文件，这里要一个文件夹。",
    "{name} {filename!r} is a directory.": "{filename} 是文件夹，这里要一个文件。",
    "{name} {filename!r} is not readable.": "{name} {filename} 不能读取，请看它的权限。",
    "{name} {filename!r} is not writable.": "{name} {filename} 不能写入，请看它的权限。",
    "Could not open file {filename!r}: {message}": "不能打开文件 {filename}：{message}",
}
"""Each of click's sentences that our commands can come to, and the same in Chinese."""


def teach_click() -> None:
    """Let click speak Chinese, unless the terminal asks for English. Before commands are made: some words are kept."""
    if spoken() == "en":
        return
    for module in (core, decorators, exceptions, formatting, parser, termui, types):
        vars(module)["_"] = _in_chinese
        if "ngettext" in vars(module):
            vars(module)["ngettext"] = _counted


def _in_chinese(words: str) -> str:
    return WORDS.get(words, words)


def _counted(one: str, many: str, n: int) -> str:
    return _in_chinese(one if n == 1 else many)
