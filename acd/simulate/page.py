"""A comparison as one HTML page that needs nothing else: tables and the chart inside it."""

from collections.abc import Sequence
from html import escape

from acd.simulate import cells, charts
from acd.simulate.report import Report

_STYLE = """body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:90rem;padding:0 1rem;color:#222}
table{border-collapse:collapse;margin:1rem 0;font-size:13px;font-variant-numeric:tabular-nums}
th,td{padding:.25rem .6rem;border-bottom:1px solid #ddd;text-align:right;white-space:nowrap}
th:first-child,td:first-child{text-align:left}.base{background:#f2efe9}svg{max-width:100%;height:auto}
.wide{overflow-x:auto}li{color:#555}"""


def page(report: Report) -> str:
    title = f"{report.scenario}: {report.title}"
    seeds = f"{len(report.seeds)} seeds from {report.seeds[0]}; service level {report.service_level_s:g} s"
    service, effort, *kinds = cells.tables(report)
    parts = [
        f"<h1>{escape(title)}</h1><p>{escape(seeds)}; baseline {escape(report.baseline)}.</p>",
        _table(service, report.baseline),
        _table(effort, report.baseline),
        charts.svg(report),
        *(f"<h2>By kind of call</h2>{_table(each, '')}" for each in kinds),
        "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in report.definitions) + "</ul>",
    ]
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{"".join(parts)}</body></html>\n'


def _table(rows: Sequence[Sequence[str]], marked: str) -> str:
    head = "".join(f"<th>{escape(each)}</th>" for each in rows[0])
    base, other = '<tr class="base">', "<tr>"
    body = "".join(
        (base if row[0] == marked else other) + "".join(f"<td>{escape(each)}</td>" for each in row) + "</tr>"
        for row in rows[1:]
    )
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
