# Sourced by tests that need the files of an experiment.
# shellcheck shell=bash

# An experiment's folder, $T/out, made by hand.
experiment() {
	mkdir -p "$T/out"
	cat >"$T/out/settings" <<'END'
VERSION = 9.8.7
COMMAND = make experiment CORPUS=mine TABLE='a & b.tsv'
CORPUS = mine <script>alert(1)</script>
RECIPE = seed
TARGET = label
SEEDS = 2
SCORE = test
FOLDS = 2
FRONT = --bins 23
NORM = all
LENGTH = auto
NETWORK = pipelines/networks/seed.net
EPOCHS = 3
BATCH = 16
RATE = 1e-4
TRAIN =
END
	{
		printf 'metric\tmean\tlow\thigh\n'
		for m in accuracy uar f1_macro f1_weighted; do
			printf '%s\t0.6123\t0.5511\t0.6677\n' $m
			printf '%s_pooled\t0.6\t0.53\t0.7\n%s_pooled_baseline\t0.5\t-\t-\n%s_sd\t0.0345\t-\t-\n%s_pooled_sd\t0.0345\t-\t-\n%s_baseline\t0.52\t-\t-\n' $m $m $m $m $m
		done
		printf '%s\t%s\t-\t-\n' speakers 12 n 20 predictions 40 unlabelled 0 classes 2 folds 2 seeds 2 \
		    resampled_by_speaker 12 replicates 2000
		printf '%s:sad\t0.65\t0.4\t0.9\n%s:angry\t-\t-\t-\n' recall recall precision precision f1 f1
	} >"$T/out/summary.tsv"
	printf 'label\tsad\tangry\nsad\t6.5\t3.5\nangry\t2.5\t7.5\n' >"$T/out/confusion.tsv"
	printf 'fold\tsession\trecords\tdev\ttest\tspeakers\tlabel=angry\tlabel=sad\n' >"$T/out/folds.tsv"
	printf '1\ta\t20\t10\t10\t6\t8\t12\n2\tb\t21\t10\t11\t6\t10\t11\n' >>"$T/out/folds.tsv"
	printf '%s@gender=%s\t%s\n' uar_pooled male '0.7	0.6	0.8' n male '10	-	-' \
	    uar_pooled 'fe<male' '0.5	0.4	0.6' n 'fe<male' '10	-	-' >>"$T/out/summary.tsv"
	printf 'uar_pooled@gender:diff\t0.2\t0.05\t0.3\n' >>"$T/out/summary.tsv"
	for c in sad angry; do
		printf 'recall@gender=male:%s\t0.75\t0.6\t0.9\nrecall@gender=fe<male:%s\t0.5\t0.4\t0.6\n' $c $c
		printf 'equal_opportunity@gender:%s\t0.25\t0.1\t0.4\nparity@gender:%s\t0.1\t-\t-\n' $c $c
	done >>"$T/out/summary.tsv"
	printf '%s@gender\t%s\t-\t-\n' equal_opportunity 0.25 parity 0.1 uar_range 0.2 equal_opportunity_p 0.021 \
	    parity_p 0.0004 uar_range_p 0.5 >>"$T/out/summary.tsv"
	# a fold, with the difference from all others
	printf 'uar_pooled@fold=%s\t%s\t0.4\t0.9\n' 1 0.5 1:diff -0.2 2 0.7 2:diff 0.2 >>"$T/out/summary.tsv"
	predictions >"$T/out/predictions.tsv"
	log >"$T/out/training.tsv"
	awk 'BEGIN {
		print "key\tpath\tseconds"
		for (i = 1; i <= 41; i++)
			printf "r%02d\t/so&und%%s/r%02d.wav\t%.3f\n", i, i, i / 10
	}' >"$T/out/clips.tsv"
	printf 'date\t2026-11-28T10:00:00Z\nseconds\t61.5\ncommit\tabc123-dirty\nsetting RATE\t1e-4\tconfig.mk\n' >"$T/out/run.tsv"
}

# predictions: what confusion.tsv counts, of 20 recordings and 2 seeds; r01 is the
# surest mistake.
predictions() {
	awk 'BEGIN {
		OFS = "\t"
		print "# key", "label", "predicted", "angry", "sad", "speaker", "fold", "seed"
		for (s = 1; s <= 2; s++)
			for (i = 1; i <= 20; i++) {
				wrong = i <= 5 - s || i > 10 && i <= 14 - s
				truth = i <= 10 ? "sad" : "angry"
				said = (truth == "sad") != wrong ? "sad" : "angry"
				p = wrong ? 0.9 - i / 100 : 0.8
				print sprintf("r%02d", i), truth, said, said == "angry" ? p : 1 - p, said == "sad" ? p : 1 - p, "s" i % 12, 1 + i % 2, s
			}
		print "# protocol T"
		print "# rows 40"
	}'
}

# log: a training log of 2 folds and 2 seeds.
log() {
	printf 'epoch\ttrain_loss\ttrain_accuracy\tdev_loss\tdev_accuracy\tdev_uar\tfold\tseed\n'
	for f in 1 2; do
		for s in 1 2; do
			for e in 1 2 3; do
				printf '%d\t%d.5\t0.5\t%d.25\t0.4\t0.%d5\t%d\t%d\n' $e $((5 - e)) $((5 - e)) $e $f $s
			done
		done
	done
}

# much: the same with nearly as much as there can be, and names that are hard to set.
much() {
	experiment
	local i long=Verlegenheitsfreundlichkeitsempfindung
	sed -i "s/^CORPUS = .*/CORPUS = a corpus with a name that goes on and on_and_on_without_a_blank_$long$long/;
		s|^FRONT = .*|FRONT = --bins 80 --low 20 --high 7600 --window hamming -m /a/very/long/path/to/some/where/else/model.tensor|" "$T/out/settings"
	awk -v OFS='\t' -v long=$long 'BEGIN {
		for (i = 1; i <= 12; i++)
			name[i] = i == 3 ? long : i == 5 ? "\346\202\262\343\201\227\343\201\204" : "class " i
		line = "label"
		for (i = 1; i <= 12; i++)
			line = line OFS name[i]
		print line
		for (i = 1; i <= 12; i++) {
			line = name[i]
			for (j = 1; j <= 12; j++)
				line = line OFS (i == j ? 40 * i : (i * j) % 17)
			print line
		}
	}' >"$T/out/confusion.tsv"
	for ((i = 1; i <= 40; i++)); do
		printf 'uar_pooled@speaker=%s %d\t0.%02d\t0.%02d\t0.%02d\nn@speaker=%s %d\t24\t-\t-\n' "$long" $i $((i + 30)) $((i + 20)) $((i + 45)) "$long" $i
	done >>"$T/out/summary.tsv"
	{
		printf 'ece\t0.0812\t0.0501\t0.1102\n'
		for i in 100 90 80 50; do
			printf 'uar_coverage_%s\t0.42\t0.31\t0.53\naccuracy_coverage_%s\t0.7\t0.6\t0.8\n' $i $i
		done
	} >>"$T/out/summary.tsv"
	awk -v OFS='\t' 'BEGIN {
		print "epoch", "train_loss", "train_accuracy", "dev_loss", "dev_accuracy", "dev_uar", "fold", "seed"
		for (f = 1; f <= 24; f++)
			for (s = 1; s <= 5; s++)
				for (e = 1; e <= 200; e++)
					print e, 3 * exp(-e / 40) + 0.1 * (f % 3), 0.5, f % 2 ? 1.2 + 0.5 * (e / 200) ^ 2 + 0.02 * s : 1.5 - 0.3 * e / 200, 0.4, 0.3 + 0.2 * e / 200, f, s
	}' >"$T/out/training.tsv"
	awk -v OFS='\t' 'BEGIN {
		print "# column", "value", "deviations", "change"
		for (i = 1; i <= 500; i++)
			print "d_energy1000-4000.autocorr" i, 1000 * i, i % 7 - 3, (i * 37 % 101 - 50) / 100
		print "# key", "r01"
		print "# predicted", "angry"
		print "# against", "sad"
		print "# margin", 1.25
	}' >"$T/out/explained.tsv"
	printf 'command\tmake experiment TABLE=/a/path/%s/%s/%s/%s.tsv\n' $long $long $long $long >>"$T/out/run.tsv"
}
