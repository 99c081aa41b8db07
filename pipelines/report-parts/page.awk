# The look of report.html, and the parts that pages are made of: tables, figures.

# Every colour is one of these.  Of ink, soft, accent and warnink on what they are
# on, tests/report.t computes the contrast; heat is the fullest cell of a matrix.
function style() {
	print "<style>"
	print ":root { color-scheme: light dark; --ink: #1a1a1a; --soft: #555; --paper: #fff; --line: #d5d5d5; --accent: #0b5ba5; --second: #a63d00; --heat: #7fb0dd; --warn: #fff3cd; --warnink: #5c4400 }"
	print "@media (prefers-color-scheme: dark) { :root { --ink: #e6e6e6; --soft: #adadad; --paper: #16181b; --line: #3a3d42; --accent: #7ab8f5; --second: #f5a35c; --heat: #2b5a8c; --warn: #3d3212; --warnink: #ffe08a } }"
	print "* { print-color-adjust: exact; -webkit-print-color-adjust: exact }"
	print "body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 56rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere }"
	print "h1 { font-size: 1.7rem; line-height: 1.2 } h2 { font-size: 1.25rem; margin-top: 2.4rem; border-bottom: 1px solid var(--line) } h3 { font-size: 1.05rem; margin-top: 1.6rem } p, dl, ul { max-width: 46rem; box-sizing: border-box }"
	print "a { color: var(--accent) } :focus-visible { outline: 2px solid var(--accent) }"
	print ".result { border-left: .35rem solid var(--accent); padding: .2rem 1rem; margin: 1.2rem 0 } .big { font-size: 2.1rem; font-weight: 700; line-height: 1.2 } .soft, figcaption, caption { color: var(--soft); font-size: .92rem }"
	print ".warn { background: var(--warn); color: var(--warnink); border: 1px solid currentColor; padding: .6rem 1rem }"
	print "figure { margin: 1rem 0 } svg { display: block; max-width: 100%; height: auto } svg text { font-family: system-ui, sans-serif; fill: var(--ink) } svg .soft { fill: var(--soft) } td svg { max-width: none }"
	print ".wide { overflow-x: auto } table { border-collapse: collapse; margin: .8rem 0; font-variant-numeric: tabular-nums; overflow-wrap: normal } caption { text-align: left; padding-bottom: .3rem } caption span { display: block; position: sticky; left: 0; max-width: min(46rem, 100vw - 2rem) } th, td { padding: .2rem .7rem .2rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top } td.n { white-space: nowrap } td.n, th.n { text-align: right; padding: .2rem 0 .2rem .9rem } .v td, .v th { overflow-wrap: anywhere } td.p, th.p { padding-left: 1rem }"
	print ".matrix td.n { text-align: center; padding: .45rem .6rem; border: 1px solid var(--line); min-width: 3.6rem } .matrix td.hit { outline: 2px solid var(--ink); outline-offset: -3px } .matrix th.n { text-align: center; padding: .2rem .4rem } .matrix small { display: block }"
	print ".panels { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 25rem), 1fr)); gap: 1rem } .panel h3, .panel p { margin: .2rem 0 }"
	print "pre, code { font-family: ui-monospace, monospace; font-size: .88rem } code, .o { white-space: nowrap } code:has(.o) { white-space: normal } pre { overflow-x: auto; border: 1px solid var(--line); padding: .6rem; white-space: pre-wrap } dt { font-weight: 600; margin-top: .5rem } dd { margin-left: 1.2rem } td audio { display: block } audio { height: 2rem; width: 14rem; max-width: 100%; vertical-align: middle }"
	print "@page { margin: 15mm } @media print { html { font-size: 10pt } :root { color-scheme: light; --ink: #000; --soft: #444; --paper: #fff; --line: #999; --accent: #0b5ba5; --second: #a63d00; --heat: #a9c9e6; --warn: #fff; --warnink: #000 } body { margin: 0; padding: 0; max-width: none; font-size: 1rem } table { font-size: 8pt } td.n, th.n { padding-left: .5rem } .matrix td.n { min-width: 0; padding: .2rem .3rem } figure, table, tr, .result, .warn, .panel, dd, li { break-inside: avoid } h2, h3, h4, caption, dt { break-after: avoid } thead { display: table-header-group } td audio { display: none } .wide { overflow: visible } caption span { max-width: none } .panels { display: block } .panel { display: inline-block; width: 48% } a { color: inherit } }"
	print "</style>"
}

# Options in code: each word is not broken.
function options(text,    n, part, i, s) {
	if (length(text) < 30)
		return "<code>" esc(text) "</code>"
	n = split(text, part, " ")
	for (i = 1; i <= n; i++)
		s = s (i > 1 ? " " : "") (length(part[i]) < 30 ? "<span class=\"o\">" esc(part[i]) "</span>" : esc(part[i]))
	return "<code>" s "</code>"
}

# ---- headings and tables ----

function heading(text,    id) {
	id = tolower(text)
	gsub(/[^a-z]+/, "-", id)
	if (ids[id]++)
		id = id "-" ids[id]
	print "<h2 id=\"" id "\">" text "</h2>"
}

# A table that scrolls by itself where it is too wide; it can be reached by keys.
function table(caption, kind,    label) {
	label = caption
	gsub(/<[^>]*>/, "", label)
	print "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"" label "\"><table" (kind == "" ? "" : " class=\"" kind "\"") "><caption><span>" caption "</span></caption>"
}
function table_end() { print "</tbody></table></div>" }

# A header line of names separated by tabs; those that begin with > are numbers, with
# | they are over pictures.
function columns(names,    n, part, i, s) {
	n = split(names, part, "\t")
	for (i = 1; i <= n; i++)
		s = s (part[i] == "" ? "<td></td>" : part[i] ~ /^>/ ? "<th scope=\"col\" class=\"n\">" substr(part[i], 2) "</th>" : part[i] ~ /^[|]/ ? "<th scope=\"col\" class=\"p\">" substr(part[i], 2) "</th>" : "<th scope=\"col\">" part[i] "</th>")
	print "<thead><tr>" s "</tr></thead><tbody>"
}
# A row: its name, and cells made by num() and cell().
function line(name, cells) { print "<tr><th scope=\"row\">" name "</th>" cells "</tr>" }
function num(s) { return "<td class=\"n\">" s "</td>" }
function cell(s) { return "<td>" s "</td>" }
# A score and its interval.
function scored(m) { return num(score(m)) num(interval(m)) }

# ---- figures: x and y in the units of the view box ----

function svg(width, height, title) {
	figure++
	return "<svg viewBox=\"0 0 " width " " height "\" width=\"" width "\" height=\"" height "\" role=\"img\" aria-labelledby=\"f" figure "\" font-size=\"13\"><title id=\"f" figure "\">" title "</title>"
}
function note(x, y, s, anchor, kind) {
	return sprintf("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\"%s>%s</text>", x, y, anchor == "" ? "middle" : anchor, kind == "" ? "" : " class=\"" kind "\"", s)
}
function stroke(x1, y1, x2, y2, kind) {
	return sprintf("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"var(--%s)\"%s/>", x1, y1, x2, y2, kind ~ /^dash/ ? "ink" : kind == "" ? "line" : kind, kind ~ /^dash/ ? " stroke-dasharray=\"5 3\"" : "")
}
function box(x, y, w, h, colour, opacity) {
	return sprintf("<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"var(--%s)\"%s/>", x, y, w < 0 ? 0 : w, h < 0 ? 0 : h, colour, opacity == "" ? "" : " fill-opacity=\"" opacity "\"")
}
function dot(x, y, r, colour) {
	return sprintf("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"var(--%s)\"/>", x, y, r, colour)
}
# A line through points, "x,y x,y".
function path_of(points, colour, width, more) {
	return "<polyline points=\"" points "\" fill=\"none\" stroke=\"var(--" colour ")\" stroke-width=\"" width "\"" more "/>"
}

# A round step so that about n of them reach from low to high.
function step_of(range, n,    p, s) {
	if (range <= 0)
		return 1
	p = 1
	while (10 * p <= range / n)
		p *= 10
	while (p > range / n)
		p /= 10
	s = range / n
	return (s <= p ? 1 : s <= 2 * p ? 2 : s <= 5 * p ? 5 : 10) * p
}

# ---- a score and its interval on a line from 0 to 100 %, in a table's cell ----

function spark(m, chance,    s) {
	if (!has(m))
		return "<td></td>"
	s = "<svg width=\"164\" height=\"20\" viewBox=\"0 0 164 20\" aria-hidden=\"true\">" stroke(2, 10, 162, 10)
	if (chance != "")
		s = s stroke(2 + 160 * chance, 2, 2 + 160 * chance, 18, "dash")
	if (number(low[m]))
		s = s box(2 + 160 * clamp(low[m], 0, 1), 6, 160 * (clamp(high[m], 0, 1) - clamp(low[m], 0, 1)), 8, "accent", 0.45)
	return "<td class=\"p\">" s dot(2 + 160 * mean[m], 10, 4, "accent") "</svg></td>"
}
