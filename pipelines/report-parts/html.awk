# report.html: one page that needs nothing else.

# What made it: run.tsv, or the settings alone.
function provenance(    i, name, rows) {
	heading("How to reproduce it")
	if (value["COMMAND"] != "")
		print "<pre>" esc(value["COMMAND"]) "</pre>"
	for (i = 1; i <= runs; i++)
		rows += run[i] !~ /^setting /
	if (rows) {
		table("The run", "v")
		columns("what\tvalue")
		for (i = 1; i <= runs; i++)
			if (run[i] !~ /^setting / && run_value[run[i]] != "")
				line(esc(run[i]), cell(run[i] == "seconds" ? lasts(run_value[run[i]]) : esc(run_value[run[i]])))
		table_end()
	}
	table("Settings", "v")
	columns("name\tvalue" (rows ? "\tfrom" : ""))
	for (i = 1; i <= settings; i++) {
		name = setting[i]
		if (value[name] != "" && name != "VERSION" && name != "COMMAND")
			line(esc(name), cell(esc(value[name])) (rows ? cell(esc(run_from["setting " name])) : ""))
	}
	table_end()
	print "<p class=\"soft\">Made by tonfall" (value["VERSION"] == "" ? "" : " " esc(value["VERSION"])) ". In the folder of this page: " files() ".</p>"
}

# 2026-11-28T10:00:00Z to the minute.
function date_of(s) {
	if (s !~ /^[0-9-]+T[0-9][0-9]:[0-9][0-9]:[0-9]+Z$/)
		return s
	return substr(s, 1, index(s, "T") - 1) " " substr(s, index(s, "T") + 1, 5) " UTC"
}

# The files next to this page, as links.
function files(    n, name, i, s) {
	n = split(ENVIRON["FILES"], name, "\n")
	for (i = 1; i <= n; i++)
		if (name[i] != "")
			s = s (s == "" ? "" : ", ") "<a href=\"" esc(name[i]) "\">" esc(name[i]) "</a>"
	return s
}

# A paragraph that can be pasted.
function paper() {
	heading("For a paper")
	print "<p>" esc(methods()) "</p>"
	print "<p class=\"soft\">The same is in <code>methods.txt</code>; <code>report.tex</code> has it with the tables of this page for LaTeX.</p>"
}


function page(    what, title) {
	what = target() == "label" || target() == "" ? "Emotion" : toupper(substr(target(), 1, 1)) substr(target(), 2)
	title = esc(what) " from speech: " esc(other_corpus() ? trained_corpora() ", tested on " value["TEST"] : value["FROM"] != "" ? value["FROM"] : value["CORPUS"])
	print "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
	print "<title>" title "</title>"
	style()
	print "</head>\n<body>\n<main>\n<h1>" title "</h1>"
	print "<p class=\"soft\">recipe " esc(value["RECIPE"]) ", protocol " protocol_letter() ", " many(mean["folds"], "fold") ", " many(mean["seeds"], "seed") ("speakers" in mean ? ", " many(mean["speakers"], "speaker") : "") ("date" in run_value ? ", " esc(date_of(run_value["date"])) : "") "</p>"
	if (value["CORPUS"] == "demo")
		print "<p class=\"warn\"><strong>This speech is synthetic.</strong> A speech synthesiser spoke it, by rules for each emotion. The figures show that the pipeline works, from sound to score; they say nothing about people.</p>"
	if (only != "")
		number_result(only)
	else {
		result()
		scores()
		confusion()
		groups()
		certainty()
		mistakes()
	}
	number_sections()
	explanation()
	if (value["TRAINER"] == "cnn" || value["TRAINER"] == "")
		training()
	corpus()
	fold_table()
	protocol()
	limits()
	paper()
	provenance()
	print "</main>\n</body>\n</html>"
}
