# The end of the input: what is asked for is printed.

END {
	if (only == "" && (!("uar" in mean) || !classes || all <= 0)) {
		print "report: no scores in summary.tsv or confusion.tsv" | "cat >&2"
		exit 1
	}
	frequent = 1
	for (i = 1; i <= classes; i++) {
		occurring += row[i] > 0
		if (row[i] > row[frequent])
			frequent = i
	}
	find_groups()
	find_mistakes()
	if (ENVIRON["KIND"] == "tex")
		tex_page()
	else if (ENVIRON["KIND"] == "methods")
		print methods()
	else if (ENVIRON["KIND"] == "surest")
		print surest()
	else
		page()
}
