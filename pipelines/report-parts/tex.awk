# report.tex: the paragraph and tables for LaTeX, which needs the package booktabs.

# Text for LaTeX.  What pdflatex does not know of Unicode is noted for declared().
function tex(s,    i, n, c, out, code) {
	s = shown(s)
	for (i = 1; i <= length(s); i++) {
		c = substr(s, i, 1)
		if (c in special)
			out = out special[c]
		else if (c < "\200")
			out = out c
		else {
			n = c < "\340" ? 2 : c < "\360" ? 3 : 4
			c = substr(s, i, n)
			if (n > 2)
				foreign[c]
			out = out c
			i += n - 1
		}
	}
	return out
}
BEGIN {
	n = split("& % $ # _ { }", one, " ")
	for (i = 1; i <= n; i++)
		special[one[i]] = "\\" one[i]
	special["~"] = "\\textasciitilde{}"
	special["^"] = "\\textasciicircum{}"
	special["\\"] = "\\textbackslash{}"
	special["<"] = "\\textless{}"
	special[">"] = "\\textgreater{}"
	special["|"] = "\\textbar{}"
	special["\""] = "\\textquotedbl{}"
	special["'"] = "'"
	special["`"] = "\\textasciigrave{}"
	special["-"] = "-{}"
	special["\n"] = " "
	special["\t"] = " "
	for (i = 128; i < 256; i++)
		ord[sprintf("%c", i)] = i
}

# The code point of a character of UTF-8, in hexadecimal.
function code_point(c,    i, x, n) {
	n = length(c)
	x = ord[substr(c, 1, 1)] - (n == 3 ? 224 : 240)
	for (i = 2; i <= n; i++)
		x = 64 * x + ord[substr(c, i, 1)] - 128
	return sprintf("%04X", x)
}

function tex_table(caption, label, form) {
	print "\n\\begin{table}\n\\centering\n\\caption{" caption "}\n\\label{tab:" label "}\n\\begin{tabular}{" form "}\n\\toprule"
}
function tex_end() { print "\\bottomrule\n\\end{tabular}\n\\end{table}" }

# "61.2 (55.1--66.8)" as two cells.
function tex_score(m) {
	return " & " (has(m) ? pc(mean[m]) : "--") " & " (has(m) && number(low[m]) ? pc(low[m]) "--" pc(high[m]) : "--")
}

function tex_page(    body) {
	print "% Written by tonfall" (value["VERSION"] == "" ? "" : " " value["VERSION"]) "; compiles as it is, or copy what you need.\n\\documentclass{article}\n\\usepackage[T1]{fontenc}\n\\usepackage{textcomp}\n\\usepackage[utf8]{inputenc}\n\\usepackage{booktabs}"
	tex_declared()
	print "\\begin{document}\n\n\\section*{Method and result}\n" tex(methods())
	if (only == "") {
		tex_scores()
		tex_classes()
		tex_confusion()
		tex_groups()
	}
	tex_numbers()
	print "\n\\end{document}"
}

# Characters without a letter in pdflatex's fonts appear as their numbers there.
function tex_declared(    i, j, c, s) {
	s = tex(methods())
	for (i = 1; i <= classes; i++)
		s = s tex(class[i])
	for (i = 1; i <= groupings; i++) {
		s = s tex(grouping[i])
		for (j = 1; j <= groups_of[grouping[i]]; j++)
			s = s tex(group[grouping[i], j])
	}
	for (c in foreign) {
		if (!started++)
			print "\\ifdefined\\DeclareUnicodeCharacter"
		print "\\DeclareUnicodeCharacter{" code_point(c) "}{\\texttt{U+" code_point(c) "}}"
	}
	if (started)
		print "\\fi"
}

function tex_scores(    n, m, i, title, sd) {
	n = split("uar accuracy f1_macro f1_weighted", m, " ")
	title["uar"] = "UAR"; title["accuracy"] = "accuracy"
	title["f1_macro"] = "macro F1"; title["f1_weighted"] = "weighted F1"
	sd = "uar_sd" in mean
	tex_table("Scores in percent with 95\\,\\% intervals: mean of the folds, and all folds together.", "scores", "lrr" (sd ? "r" : "") "rr")
	print " & mean & interval" (sd ? " & s.d." : "") " & together & interval \\\\\n\\midrule"
	for (i = 1; i <= n; i++)
		print title[m[i]] tex_score(m[i]) (sd ? " & " score(m[i] "_sd") : "") tex_score(m[i] "_pooled") " \\\\"
	tex_end()
}

function tex_number(name, m) {
	return " & " (((name, m) in n_mean) && number(n_mean[name, m]) ? sprintf("%.3f & %.3f--%.3f", n_mean[name, m], n_low[name, m], n_high[name, m]) : "-- & --")
}
function tex_numbers(    i, n) {
	if (!numbers)
		return
	tex_table("Predicted numbers with 95\\,\\% intervals, all folds together.", "numbers", "lrrrrrr")
	print " & CCC & interval & Pearson & interval & MAE & interval \\\\\n\\midrule"
	for (i = 1; i <= numbers; i++) {
		n = number_name[i]
		print tex(n) tex_number(n, "ccc_pooled") tex_number(n, "pearson_pooled") tex_number(n, "mae_pooled") " \\\\"
	}
	tex_end()
}

function tex_classes(    i) {
	if (!(("recall:" class[1]) in mean))
		return
	tex_table("Each class in percent, all folds together, with 95\\,\\% intervals.", "classes", "lrrrrrrr")
	print "class & $n$ & recall & interval & precision & interval & F1 & interval \\\\\n\\midrule"
	for (i = 1; i <= classes; i++)
		print tex(class[i]) " & " amount(row[i]) tex_score("recall:" class[i]) tex_score("precision:" class[i]) tex_score("f1:" class[i]) " \\\\"
	tex_end()
}

function tex_confusion(    i, j, s) {
	for (j = 1; j <= classes; j++)
		s = s "r"
	tex_table("Confusion matrix: percent of the true class (rows) by predicted class (columns), and the number of recordings $n$.", "confusion", "l" s "r")
	s = ""
	for (j = 1; j <= classes; j++)
		s = s " & " tex(class[j])
	print s " & $n$ \\\\\n\\midrule"
	for (i = 1; i <= classes; i++) {
		s = tex(class[i])
		for (j = 1; j <= classes; j++)
			s = s " & " (row[i] ? pc(count[i, j] / row[i]) : "--")
		print s " & " amount(row[i]) " \\\\"
	}
	tex_end()
}

function tex_groups(    i, j, n, m, order, name) {
	for (i = 1; i <= groupings; i++) {
		name = grouping[i]
		n = order_groups(name, order, groups_of[name] > 12)
		tex_table("UAR in percent by " tex(name) ", all folds together" (n > 40 ? ": the 40 lowest of " n : "") ".", "by-" i, "lrrr")
		print tex(name) " & $n$ & UAR & interval \\\\\n\\midrule"
		for (j = 1; j <= n && j <= 40; j++) {
			m = "@" name "=" order[j]
			print tex(order[j]) " & " (has("n" m) ? amount(mean["n" m]) : "--") tex_score("uar_pooled" m) " \\\\"
		}
		tex_end()
	}
}
