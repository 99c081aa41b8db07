# Sourced by what reads settings about several corpora, CORPUS=a+b: texts such as
# DATA='a=/data/a b=/data/b', in which a value ends where the next name begins, so
# that it may have blanks in it.
# shellcheck shell=sh
# shellcheck disable=SC2154 # of who sources it

# parts NAME+NAME...: the names, a line each.
parts() { printf '%s\n' "$1" | tr + '\n'; }

# part TEXT NAME "NAMES": the value that TEXT has for NAME, or nothing.  Names are
# with blanks between them.  With NAME empty: what TEXT has before all of them.
part() {
	TEXT=$1 NAME=$2 NAMES=$3 awk '
	BEGIN {
		text = " " ENVIRON["TEXT"]
		n = split(ENVIRON["NAMES"], name, " ")
		for (now = ""; ; ) {
			least = 0
			for (i = 1; i <= n; i++) {
				at = index(text, " " name[i] "=")
				if (at && (!least || at < least)) {
					least = at
					next_name = name[i]
				}
			}
			value = least ? substr(text, 1, least - 1) : text
			sub(/ +$/, "", value)
			if (now == "")
				sub(/^ +/, "", value)
			if (now == ENVIRON["NAME"] && value != "") {
				print value
				exit
			}
			if (!least)
				exit
			text = substr(text, least + length(next_name) + 2)
			now = next_name
		}
	}'
}

# all_names CORPUS TEST: what is pooled, each once, with blanks between them.
all_names() {
	{ parts "$1"; [ -z "$2" ] || parts "$2"; } | awk '!seen[$0]++' | tr '\n' ' ' | sed 's/ $//'
}

# source_of NAME DATA|TABLE: where that corpus is, by $corpus $test $data $table
# $testdata $testtable: a text without names in DATA is of the only one of CORPUS,
# one in TESTDATA of the only one of TEST.
source_of() {
	case $2 in
	DATA)	own=$data tests=$testdata ;;
	*)	own=$table tests=$testtable ;;
	esac
	found=$(part "$own" "$1" "$names")
	[ -n "$found" ] || found=$(part "$tests" "$1" "$names")
	if [ -z "$found" ] && [ "$1" = "$corpus" ]; then
		found=$(part "$own" '' "$names")
	elif [ -z "$found" ] && [ "$1" = "$test" ]; then
		found=$(part "$tests" '' "$names")
	fi
	printf '%s\n' "$found"
}

# map_of MAP: the file that a setting MAP means.
map_of() {
	case $1 in
	*/*)	printf '%s\n' "$1" ;;
	*)	if [ -f "pipelines/maps/$1" ]; then printf '%s\n' "pipelines/maps/$1"; else printf '%s\n' "$1"; fi ;;
	esac
}
