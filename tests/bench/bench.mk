# The benchmarks, see tests/bench/README.md; included by the Makefile.

BENCHES  = $(patsubst tests/bench/%.c,%,$(wildcard tests/bench/*.c))
BENCHBIN = $(BENCHES:%=$(BUILD)/bench/%) $(if $(MPI),$(BUILD)/bench/mpi/allreduce)

libs-bench-fbank   = -lfftw3
libs-bench-fft     = -lfftw3f
libs-bench-pitch   = -lfftw3
libs-bench-stream  = -lfftw3
libs-bench-soxread = -lsox
libs-bench-train   = -lgsl -lgslcblas

$(BUILD)/bench/%: $(BUILD)/tests/bench/%.o $(BUILD)/libtonfall.a
	@mkdir -p $(@D)
	$(say) '  LD $@'
	$(Q)$(CC) $(CFLAGS) $(HARDENLD) $(LDFLAGS) -o $@ $^ $(libs-bench-$*) $(LDLIBS)

flags-tests/bench/mpi/allreduce = $(mpi-cflags) -Itools/mpi
$(BUILD)/bench/mpi/allreduce: $(BUILD)/tests/bench/mpi/allreduce.o $(BUILD)/tools/mpi/transport.o $(BUILD)/libcli.a $(BUILD)/libtonfall.a
	@mkdir -p $(@D)
	$(say) '  LD $@'
	$(Q)$(CC) $(CFLAGS) $(HARDENLD) $(LDFLAGS) -o $@ $^ $(libs-cnntrain-mpi) $(LDLIBS)

# make bench [ROWS='fbank train'] [REPS=5] [FULL=1] [SMOKE=1]
bench: all $(BENCHBIN)
	@BUILD='$(BUILD)' CC='$(CC)' CFLAGS='$(CFLAGS)' $(foreach v,RAVDESS NEMO,$(v)=$(call quote,$(call text,$(v)))) tests/bench/run $(ROWS)

# The last results: five rows into README.md, all into that of tests/bench.
bench-readme:
	@tests/bench/table -s README.md out/bench/bench.tsv
	@tests/bench/table -r tests/bench/README.md out/bench/bench.tsv

.PHONY: bench bench-readme
