# The benchmarks, see tests/bench/README.md; included by the Makefile.

BENCHES  = $(patsubst tests/bench/%.c,%,$(wildcard tests/bench/*.c))
BENCHBIN = $(BENCHES:%=$(BUILD)/bench/%)

libs-bench-fbank   = -lfftw3
libs-bench-fft     = -lfftw3f
libs-bench-sgemm   = -lgsl $(BLAS)
libs-bench-stream  = -lfftw3
libs-bench-soxread = -lsox
libs-bench-train   = -lgsl $(BLAS)

$(BUILD)/bench/%: $(BUILD)/tests/bench/%.o $(BUILD)/libtonfall.a
	@mkdir -p $(@D)
	$(say) '  LD $@'
	$(Q)$(CC) $(CFLAGS) $(HARDENLD) $(LDFLAGS) -o $@ $^ $(libs-bench-$*) $(LDLIBS)

# make bench [ROWS='fbank train'] [REPS=5] [FULL=1] [SMOKE=1]
bench: all $(BENCHBIN)
	@BUILD='$(BUILD)' CC='$(CC)' CFLAGS='$(CFLAGS)' tests/bench/run $(ROWS)

# The table of the last results, into README.md.
bench-readme:
	@tests/bench/table -r README.md out/bench/bench.tsv

.PHONY: bench bench-readme
