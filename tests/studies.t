# The studies of tonfall-experiment(7), as they are typed there, on less sound.

# typed: the commands of the section, one per line.
typed() {
	sed -n '/^\.Ss Three studies/,/^\.Ss Recipes/{s/^\$ //p;}' man/tonfall-experiment.7
}

test_three_studies() {
	local line
	command -v espeak-ng >/dev/null || skip 'needs espeak-ng'
	[ "$(typed | grep -c '^make ')" -eq 5 ]
	typed | sed 's/SCALE=0.2/SCALE=0.1/; s/BUDGET=4/BUDGET=2/; s/RECIPE=seed/& EPOCHS=1/' >"$T/commands"
	while IFS= read -r line; do
		case $line in
		make*) line="make --no-print-directory BUILD='$MAKEBUILD' OUT='$M/out' ${line#make }" ;;
		esac
		eval "$line" >"$T/said" 2>"$T/err" || { cat "$T/err"; echo "failed: $line"; return 1; }
		cat "$T/said" >>"$T/all"
	done <"$T/commands"
	# What the page shows of each is there.
	has '^UAR  *[0-9.]*  (' <"$T/all"
	has '^female - male ' <"$T/all"
	has '/demo/prosody-[0-9a-f]*/report.html$' <"$T/all"
	has '/demo: 2 runs, ' <"$T/all"
	has '^seed-[0-9a-f]*  *minus  prosody-[0-9a-f]* .* p [0-9.]*$' <"$T/all"
	has '^LINEAR of ' <"$T/all"
	has '^each fold by its choice ' <"$T/all"
	has '^difference, paired ' <"$T/all"
	ls "$T"/out/demo/compare/*.svg "$T"/out/demo/search-*/table.md >"$T/list"
	# Nothing of the runs was remade by what came after.
	[ "$(find "$T/out/demo" -maxdepth 2 -name report.html | wc -l)" -ge 2 ]
}
