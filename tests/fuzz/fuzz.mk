# Fuzzing, see tests/fuzz/README.md; included by the Makefile.

FUZZSHARED = fuzz mutate replay damage
FUZZERS    = $(filter-out $(FUZZSHARED),$(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c)))
FUZZOBJ    = $(BUILD)/tests/fuzz/fuzz.o $(BUILD)/tests/fuzz/mutate.o \
             $(BUILD)/tools/cli/filelist.o \
             $(BUILD)/tools/cli/filelist_claims.o \
             $(BUILD)/tools/cli/filelist_segments.o $(BUILD)/tools/cli/inside.o \
             $(BUILD)/tools/cli/walk.o $(BUILD)/libtonfall.a
FUZZLIBS   = -lsox -lsoxr -lfftw3 -lz -lgsl -lgslcblas $(LDLIBS)
REPLAYBIN  = $(FUZZERS:%=$(BUILD)/replay/%)
FUZZBIN    = $(FUZZERS:%=$(BUILD)/fuzzer/%)

# With the corpus, by any compiler.
$(BUILD)/replay/%: $(BUILD)/tests/fuzz/%.o $(BUILD)/tests/fuzz/replay.o $(FUZZOBJ)
	@mkdir -p $(@D)
	$(say) '  LD $@'
	$(Q)$(CC) $(CFLAGS) $(HARDENLD) $(LDFLAGS) $(WRAPPED:%=-Wl,--wrap=%) -o $@ $^ $(FUZZLIBS)

# Allocations of the library, which replay -m lets fail.
WRAPPED    = malloc calloc realloc reallocarray aligned_alloc strdup strndup vasprintf asprintf \
             open_memstream fopencookie read

# With libFuzzer: called by tests/fuzz/run, with the CC and CFLAGS for it.
$(BUILD)/fuzzer/%: $(BUILD)/tests/fuzz/%.o $(FUZZOBJ)
	@mkdir -p $(@D)
	$(say) '  LD $@'
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(FUZZLIBS)

# SoX's readers, with a libsox of its own in LIBSOX: called by libsox/run.
$(BUILD)/fuzz-libsox: $(BUILD)/tests/fuzz/libsox/decode.o $(BUILD)/tests/fuzz/fuzz.o $(BUILD)/libtonfall.a \
    $(LIBSOX)/libsox.a $(LIBSOX)/libgsm.a $(LIBSOX)/liblpc10.a
	$(say) '  LD $@'
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -fsanitize=fuzzer -o $@ $^ \
	    -lFLAC -lmad -lvorbisfile -lvorbisenc -lvorbis -logg -lsoxr -lseccomp -lz $(LDLIBS)

# What tests/damage.t damages streams with.
$(BUILD)/damage: $(BUILD)/tests/fuzz/damage.o
	$(say) '  LD $@'
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^

replays: $(REPLAYBIN) $(BUILD)/damage
fuzzers: $(FUZZBIN)

# make fuzz [SECONDS=60 | RUNS=10000000] [ENTRIES='tensor model'] [SANITIZE=undefined] [FAST=1] [SEED=1]
fuzz:
	@tests/fuzz/run '$(or $(ENTRIES),$(FUZZERS))' '$(if $(RUNS),,$(or $(SECONDS),60))' '$(RUNS)' '$(SANITIZE)' '$(JOBS)' '$(FAST)' '$(SEED)'
SANITIZE = address,undefined

# make fuzz-libsox [SECONDS=600 | RUNS=1000000]
fuzz-libsox:
	@tests/fuzz/libsox/run '$(if $(RUNS),,$(or $(SECONDS),600))' '$(RUNS)' '$(JOBS)'

# Every cut and bit of tests/damage.t, in place of a sample.
damage: all $(BUILD)/damage
	@DAMAGE=1 BUILD=$(BUILD) tests/run tests/damage.t

fuzz-minimise:
	@tests/fuzz/minimise '$(or $(ENTRIES),$(FUZZERS))'

fuzz-coverage:
	@tests/fuzz/coverage $(if $(LIST),-l)

.PHONY: damage replays fuzzers fuzz fuzz-libsox fuzz-minimise fuzz-coverage
