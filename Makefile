# tonfall - speech emotion recognition by a dataflow of small filters.
# Any variable here can be set on the command line or in config.mk, a local
# file that git ignores.
.DELETE_ON_ERROR:
.SUFFIXES:
.SECONDARY:
SHELL       = /bin/bash
.SHELLFLAGS = -peu -o pipefail -c

VERSION   = 0.3.0
ABI       = 0
PREFIX    = /usr/local
BUILD     = build
CC        = cc
CFLAGS    = -O3 -g
WARN      = -std=c11 -pedantic -Wall -Wextra -Wshadow -Wstrict-prototypes \
            -Wmissing-prototypes -Wpointer-arith -Wwrite-strings -Wvla \
            -Wformat=2 -Wundef
CPPFLAGS  = -D_GNU_SOURCE -DTONFALL_VERSION='"$(VERSION)"'
LDFLAGS   = -pthread
LDLIBS    = -lxxhash -lm
NPROC    := $(shell nproc)
JOBS      = $(NPROC)
internal := $(.VARIABLES)
-include config.mk
configured := $(filter-out $(internal) internal,$(.VARIABLES))
# A folder of this tree by its short name, as make takes blanks for separators.
override BUILD := $(subst $(CURDIR)/,,$(if $(filter command,$(firstword $(origin BUILD))),$(value BUILD),$(BUILD)))
$(if $(filter 1,$(words $(BUILD))),,$(error BUILD=$(BUILD): one name without blanks))

# What makes a mistake in memory harder to use against its user; HARDEN= builds
# without, `make bench ROWS=hardening` says what it costs.  The compiler is asked
# for what only some processors have, once and if anything is compiled; what the C
# library checks needs an optimiser and is the sanitizers' own business under them.
takes    = $(shell $(CC) -Werror $(1) -x c -c -o /dev/null /dev/null 2>/dev/null && echo '$(1)')
FORTIFY  = $(if $(filter-out -O0,$(filter -O%,$(CFLAGS))),$(if $(findstring -fsanitize,$(CFLAGS)),,\
           -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3))
ifeq ($(filter command file override,$(firstword $(origin HARDEN))),)
HARDEN   = $(eval HARDEN := -fPIE -fstack-protector-strong $(call takes,-fstack-clash-protection) \
           $(call takes,-fcf-protection) $(call takes,-mbranch-protection=standard) $(FORTIFY))$(HARDEN)
endif
HARDENLD = $(if $(HARDEN),-pie -Wl$(comma)-z$(comma)relro$(comma)-z$(comma)now$(comma)-z$(comma)noexecstack)
LIBRARY  = $(BUILD)/lib/libtonfall.a $(BUILD)/lib/libtonfall.so.$(ABI)
comma    = ,
space    = $(subst ,, )

# The library is also a shared one, and shows only what <tonfall.h> declares.
SHARED    = -fPIC -fvisibility=hidden

# V=1 shows whole commands.
V         =
Q         = $(if $(V),,@)
say       = @$(if $(V),:,echo)

# What a tool links beyond LDLIBS; nothing else pays for it.
# wav2: every program that makes features of audio.
libs-wav2      = -lsox -lsoxr -lseccomp -lfftw3
libs-tonfall   = $(libs-wav2)
libs-cnntrain  = -lgsl -lgslcblas
libs-confmat   = -lgsl -lgslcblas
libs-regscore  = -lgsl -lgslcblas
libs-lineartrain = -lgsl -lgslcblas
libs-tensorconv = -lfftw3 $(if $(ONNX),-lprotobuf-c)

# tensorconv -t onnx needs protobuf-c and ONNX's own description of its format;
# ONNX= builds without.
ONNX     := $(and $(shell pkg-config --exists libprotobuf-c 2>/dev/null && command -v protoc-c),\
            $(firstword $(wildcard /usr/include/onnx/onnx.proto /usr/local/include/onnx/onnx.proto)))
without   = $(if $(ONNX),lib/onnx/none.c,$(filter-out lib/onnx/none.c,$(wildcard lib/onnx/*.c)))
flags-lib/onnx/builder = -I$(BUILD)/onnx
flags-lib/onnx/builder_file = -I$(BUILD)/onnx
libs-modelpack = -lfftw3

# cnntrain-mpi, which is cnntrain for mpirun, needs Open MPI; MPI= builds without.
MPI      := $(shell pkg-config --exists ompi-c 2>/dev/null && echo yes)
MPICODE   = $(patsubst %.c,$(BUILD)/%.o,$(wildcard tools/mpi/*.c))
mpi-cflags := $(if $(MPI),$(patsubst -I%,-isystem %,$(shell pkg-config --cflags ompi-c)))
mpi-libs  := $(if $(MPI),$(shell pkg-config --libs ompi-c))
flags-tools/mpi/teamwork = $(mpi-cflags)
flags-tools/mpi/transport = $(mpi-cflags)
libs-cnntrain-mpi = $(libs-cnntrain) $(mpi-libs)

# libtonfall.so: samples come from memory, so there is no libsox.
libs-shared    = -lsoxr -lfftw3

# FFmpeg's libraries are loaded when a file needs them; here their headers are
# enough.  LIBAV= builds without; so does a system that has no headers.
LIBAV     = yes
NOLIBAV   = $(if $(LIBAV),,-DNO_LIBAV)
flags-lib/sound/avlib = $(NOLIBAV)
flags-lib/sound/avfile = $(NOLIBAV)
flags-lib/sound/avfile_open = $(NOLIBAV)
flags-lib/sound/avfile_read = $(NOLIBAV)

# So is libarchive, when an archive comes; LIBARCHIVE= builds without.
LIBARCHIVE = yes
flags-lib/sound/arclib = $(if $(LIBARCHIVE),,-DNO_LIBARCHIVE)
flags-lib/sound/unpack = $(flags-lib/sound/arclib)
# What a source file is compiled with beyond CFLAGS: a product and a sum in one
# instruction, where the processor has it.
flags-lib/math/sparse = -ffp-contract=fast
flags-lib/math/gemm = -ffp-contract=fast
flags-lib/math/fft_pow2 = -ffp-contract=fast
flags-lib/feature/spectrum = -ffp-contract=fast
flags-lib/math/winograd = -ffp-contract=fast
flags-lib/nn/conv_winograd = -ffp-contract=fast
flags-tests/unit/gemm = -ffp-contract=fast
# sqrtf without errno, which nobody reads, is one instruction.
flags-lib/feature/prosody_shape = -fno-math-errno
flags-lib/nn/optim_adam = -fno-math-errno
# What a checkpoint says of the program that wrote it: a sum over the library's
# sources, the compiler and its options, which decide how numbers are rounded.
flags-lib/model/checkpoint = -DTONFALL_BUILD='"$(shell { cat $(LIBSRC); $(CC) --version; \
    echo '$(CFLAGS) $(HARDEN) $(CPPFLAGS)'; } | sha256sum | cut -c 1-16)"'
$(foreach f,$(patsubst flags-%,%.c,$(filter flags-%,$(.VARIABLES))),\
    $(if $(wildcard $(f)),,$(error there are flags for $(f), which is not there)))

TOOLS   = $(patsubst tools/%.c,%,$(wildcard tools/*.c)) $(if $(MPI),cnntrain-mpi)
UNITS   = $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/*.c))
BIN     = $(TOOLS:%=$(BUILD)/bin/%)
UNITBIN = $(UNITS:%=$(BUILD)/unit/%)
LIBSRC  = $(sort $(wildcard lib/*/*.[ch]))
LIBOBJ  = $(patsubst %.c,$(BUILD)/%.o,$(filter-out $(without),$(wildcard lib/*/*.c))) \
          $(if $(ONNX),$(BUILD)/onnx/onnx.pb-c.o)
CLIOBJ  = $(patsubst %.c,$(BUILD)/%.o,$(wildcard tools/cli/*.c))
# What is made for installing, besides.
package   = $(BUILD)/package
packaged  = $(addprefix $(package)/,tonfall-experiment completion.bash programs)
MAN     = $(wildcard man/*.[1357])
# What tests/faults.t makes calls fail with.
FAULTBIN = $(BUILD)/fault/inject \
           $(if $(filter x86_64%,$(shell $(CC) -dumpmachine)),$(BUILD)/fault/shim.so)

all: $(BIN) $(LIBRARY) $(BUILD)/bin.sums
ifeq ($(MAKECMDGOALS),)
	$(if $(findstring s,$(firstword -$(MAKEFLAGS))),,@echo 'tonfall is in $(BUILD)/bin.  Next: make experiment (a demo), make test, make install, make help')
endif

include tests/bench/bench.mk
include tests/fuzz/fuzz.mk
include tests/fuzz/audio/audio.mk
programs: all $(UNITBIN)
everything: programs $(packaged) $(BENCHBIN) $(FAULTBIN) replays $(BUILD)/fuzz-audio

$(BUILD)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(say) '  CC $@'
	$(Q)$(CC) $(WARN) $(CFLAGS) $(HARDEN) $(if $(filter lib/%,$*),$(SHARED)) $(flags-$*) $(CPPFLAGS) -pthread -Ilib -Itools/cli -MMD -MP -c -o $@ $<

$(BUILD)/lib/model/checkpoint.o: $(LIBSRC)

# Written by a program, whose code is not ours to warn of.
$(BUILD)/onnx/onnx.pb-c.c: $(ONNX) Makefile
	@mkdir -p $(@D)
	$(say) '  PROTOC $@'
	$(Q)protoc-c --proto_path=$(dir $(ONNX)) --c_out=$(@D) $(ONNX)

$(BUILD)/onnx/onnx.pb-c.o: $(BUILD)/onnx/onnx.pb-c.c
	$(say) '  CC $@'
	$(Q)$(CC) -std=c11 -w $(CFLAGS) $(HARDEN) $(CPPFLAGS) -fmacro-prefix-map=$(@D)=. -I$(@D) -c -o $@ $<

$(BUILD)/lib/onnx/builder.o $(BUILD)/lib/onnx/builder_file.o: | $(BUILD)/onnx/onnx.pb-c.c

$(BUILD)/libtonfall.a: $(LIBOBJ)
	$(say) '  AR $@'
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

# What others link with: what tonfall.o needs, as one object whose other names
# are its own, and the same as a shared library.
$(BUILD)/lib/libtonfall.a: $(BUILD)/lib/api/tonfall.o $(BUILD)/libtonfall.a
	@mkdir -p $(@D)
	$(say) '  AR $@'
	$(Q)rm -f $@
	$(Q)$$($(CC) -print-prog-name=ld) -r -o $(@D)/tonfall.o $^
	$(Q)$$($(CC) -print-prog-name=objcopy) -w --keep-global-symbol='tonfall_*' $(@D)/tonfall.o
	$(Q)$(AR) rcs $@ $(@D)/tonfall.o

$(BUILD)/lib/libtonfall.so.$(ABI): $(BUILD)/lib/api/tonfall.o $(BUILD)/libtonfall.a lib/api/tonfall.map
	@mkdir -p $(@D)
	$(say) '  LD $@'
	$(Q)$(CC) $(CFLAGS) $(filter-out -pie,$(HARDENLD)) $(LDFLAGS) -shared $(if $(findstring -fsanitize,$(CFLAGS)),,-Wl,-z,defs) \
	    -Wl,-soname,$(@F) -Wl,--version-script=lib/api/tonfall.map -o $@ $(filter %.o %.a,$^) $(libs-shared) $(LDLIBS)
	$(Q)ln -sf $(@F) $(@D)/libtonfall.so

$(BUILD)/libcli.a: $(CLIOBJ)
	$(say) '  AR $@'
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

$(BUILD)/bin/%: $(BUILD)/tools/%.o $(BUILD)/libcli.a $(BUILD)/libtonfall.a
	@mkdir -p $(@D)
	$(say) '  LD $@'
	$(Q)$(CC) $(CFLAGS) $(HARDENLD) $(LDFLAGS) -o $@ $< $(filter %.a,$^) $(libs-$(patsubst wav2%,wav2,$*)) $(LDLIBS)

# The same program with other processes: what tools/cli/teamwork.c has is from here.
$(BUILD)/bin/cnntrain-mpi: $(BUILD)/tools/cnntrain.o $(MPICODE) $(BUILD)/libcli.a $(BUILD)/libtonfall.a
	@mkdir -p $(@D)
	$(say) '  LD $@'
	$(Q)$(CC) $(CFLAGS) $(HARDENLD) $(LDFLAGS) -o $@ $(filter %.o %.a,$^) $(libs-cnntrain-mpi) $(LDLIBS)

# What each program computes, by a sum of its code and constants: runs are named by it,
# so it does not depend on the folder.
$(BUILD)/bin.sums: $(BIN)
	$(say) '  SUM $@'
	$(Q)objcopy=$$($(CC) -print-prog-name=objcopy); trap 'rm -f $@.*' EXIT; for p in $(TOOLS); do \
	    "$$objcopy" -O binary -j .text -j .rodata -j .data.rel.ro -j .data $(@D)/bin/$$p $@.code; \
	    printf '%s\t%.16s\n' $$p "$$(sha256sum <$@.code)"; done >$@.new; mv -f $@.new $@

$(BUILD)/unit/%: $(BUILD)/tests/unit/%.o $(BUILD)/libtonfall.a
	@mkdir -p $(@D)
	$(say) '  LD $@'
	$(Q)$(CC) $(CFLAGS) $(HARDENLD) $(LDFLAGS) -o $@ $^ -lsox -lsoxr -lseccomp -lfftw3 -lgsl -lgslcblas $(LDLIBS)

# Never under a sanitizer.
$(BUILD)/fault/inject: tests/fault/inject.c tests/fault/shim.h Makefile
$(BUILD)/fault/shim.so: tests/fault/shim.c tests/fault/shim.h Makefile
$(BUILD)/fault/%:
	@mkdir -p $(@D)
	$(say) '  CC $@'
	$(Q)$(CC) $(WARN) -O2 -g $(CPPFLAGS) $(if $(filter %.so,$@),-shared -fPIC) -pthread -o $@ $<

-include $(wildcard $(BUILD)/*/*.d $(BUILD)/*/*/*.d)

# ---- the experiment: tonfall-experiment(7) has its settings ----

SETTINGS  = CORPUS RECIPE ADAPT TARGET DATA TABLE CLASSES ACTORS LAYOUT SCALE SEEDS SCORE FOLDS GROUP \
            SPLIT OUT FRONT COPIES FILTERS NORM PRIOR LENGTH NETWORK EPOCHS BATCH RATE TRAIN INIT FREEZE LINEAR INNER CHANGES \
            TEST TESTDATA TESTTABLE FROM MAP POOL BALANCE
GOALS     = experiment model robust cross inner
# What else may be on the command line of an experiment.
others    = JOBS BUILD CC LIBAV LIBARCHIVE HARDEN CFLAGS CPPFLAGS WARN LDFLAGS LDLIBS AR V \
            PREFIX MANPREFIX LIBDIR DESTDIR TESTS RAVDESS NEMO CANDIDATES PARTS CORPORA $(of-place) $(of-search) $(of-runs) ONNX MPI
of-label  = LIST RESULT MODEL TONFALL SHARDS THREADS MEMORY RUN FETCH RETRIES AGAIN
# Where the steps of an experiment run.
of-place  = RUN RETRIES THREADS MEMORY
of-plan   = HOURS CLIP FORMAT BITRATE LIST MODEL TONFALL NODES CORES THREADS MEMORY SHARDS RUN START ARRIVAL STRAGGLERS MTBF REPAIR \
            RETRIES SPEED LATENCY BANDWIDTH PRICE TRIALS RATES MEASURE
of-search = SPACE BUDGET METHOD CHOICE SEARCHSEED

# A value from the command line is text, in which make expands nothing: $(call
# text,NAME).  That of config.mk, a makefile, is expanded.
by-user   = $(filter command,$(firstword $(origin $(1))))
text      = $(if $(by-user),$(value $(1)),$($(1)))
quote     = '$(subst ','\'',$(1))'
# make matrix CORPORA='a b' is about CORPUS=a+b.
ifneq ($(filter matrix,$(MAKECMDGOALS)),)
$(if $(strip $(call text,CORPORA)),$(eval override CORPUS := $$(subst $$(space),+,$$(strip $$(call text,CORPORA)))))
endif
given    := $(foreach v,$(SETTINGS),$(if $(filter command file override,$(firstword $(origin $(v)))),$(v)))
# A line of config.mk about another corpus than the one that is typed does not count.
typed    := $(foreach v,$(given),$(if $(call by-user,$(v)),$(v)))
idle     := $(if $(filter TABLE,$(typed)),DATA CLASSES ACTORS LAYOUT SCALE) $(if $(filter DATA,$(typed)),TABLE SCALE) \
            $(if $(filter CORPUS,$(typed)),$(if $(filter demo,$(call text,CORPUS)),DATA TABLE CLASSES ACTORS LAYOUT,SCALE))
given    := $(filter-out $(filter-out $(typed),$(idle)),$(given))
placed   := $(foreach v,$(of-place),$(if $(filter command file override,$(firstword $(origin $(v)))),$(v)))
given-man := $(filter command file override,$(firstword $(origin MANPREFIX)))
given-lib := $(filter command file override,$(firstword $(origin LIBDIR)))
unexport $(of-label) $(of-plan) $(SETTINGS) $(of-search) DIR FORMAT RUNS KEEP FORCE RAVDESS NEMO CANDIDATES PARTS PREFIX MANPREFIX LIBDIR DESTDIR
define newline


endef
$(foreach v,$(SETTINGS) $(of-search) $(of-place) DIR FORMAT RUNS KEEP FORCE JOBS RAVDESS NEMO CANDIDATES PARTS PREFIX MANPREFIX LIBDIR DESTDIR,$(if $(findstring $(newline),$(call text,$(v))),$(error $(v)=: a line break in its value)))

# A model for use is the best; an experiment, what can be compared.
default   = $(if $(filter RECIPE,$(given)),,$(if $(filter model cross,$(MAKECMDGOALS)),'RECIPE=best')$(if \
            $(filter choose,$(MAKECMDGOALS)),'RECIPE=prosody'))
placing   = $(foreach v,$(placed),$(call quote,$(v)=$(call text,$(v))))
named     = $(default) $(foreach v,$(given),$(call quote,$(v)=$(call text,$(v)))) $(placing)
unknown   = $(filter-out $(SETTINGS) $(others),$(foreach v,$(.VARIABLES),$(if $(call by-user,$(v)),$(v))))
# Whatever can be wrong with them is said before anything is compiled.
ifneq ($(filter $(GOALS) choose ablation matrix search,$(MAKECMDGOALS)),)
$(if $(shell GOAL=$(call quote,$(MAKECMDGOALS)) pipelines/check '$(SETTINGS) JOBS $(of-place)$(if $(filter search,$(MAKECMDGOALS)), $(of-search))' $(call quote,JOBS=$(call text,JOBS)) $(named) $(foreach v,$(unknown),$(call quote,$(v)=)) \
    $(filter-out $(SETTINGS) $(others) $(unknown),$(configured)) && echo yes),,$(error nothing was done))
endif

$(GOALS): all
	+@TONFALL_CONFIGURED='$(filter-out $(typed),$(given))' pipelines/start $@ $(call quote,$(BUILD)) $(call quote,$(VERSION)) $(call quote,$(call text,JOBS)) $(named)

# Corpora against corpora: each trained on and tested on each.
matrix: all
	+@pipelines/matrix $(call quote,$(BUILD)) $(call quote,$(VERSION)) $(call quote,$(call text,JOBS)) $(named)

# What runs there are, what they differ by, and which of them go.
of-runs       = FORMAT RUNS KEEP FORCE
runs-of       = $(foreach v,$(filter OUT CORPUS,$(given)) $(of-$(1)),$(if $(call text,$(v)),$(call quote,$(v)=$(call text,$(v)))))
of-compare    = RUNS
of-clean-runs = KEEP FORCE
of-list       = RUNS FORMAT
of-goal       = $(firstword $(filter runs compare clean-runs,$(MAKECMDGOALS)))
ifneq ($(of-goal),)
$(if $(unknown),$(error there is no variable $(firstword $(unknown)); make $(of-goal) has: OUT CORPUS $(of-$(patsubst runs,list,$(of-goal)))))
endif
runs:
	@pipelines/runs $(call runs-of,list)
compare: all
	@BUILD=$(call quote,$(BUILD)) pipelines/compare $(call runs-of,compare)
clean-runs:
	+@pipelines/clean-runs $(if $(findstring n,$(firstword -$(MAKEFLAGS))),-n) $(call runs-of,clean-runs)

# What recipes consist of and are chosen by, as tables on standard output; the
# corpora of ablation are RAVDESS=FOLDER and NEMO=FOLDER.
choose ablation: all
	@BUILD=$(call quote,$(BUILD)) pipelines/$@ $(named) $(foreach v,$(of-$@),$(if $(call text,$(v)),$(call quote,$(v)=$(call text,$(v)))))
of-choose   = CANDIDATES
of-ablation = RAVDESS NEMO PARTS

# The same of a space of settings that is searched at random; tonfall-experiment(7).
search: all
	@BUILD=$(call quote,$(BUILD)) VERSION=$(call quote,$(VERSION)) JOBS=$(call quote,$(call text,JOBS)) SETTINGS='$(SETTINGS)' \
	    pipelines/search $(named) $(foreach v,$(of-search),$(if $(call text,$(v)),$(call quote,$(v)=$(call text,$(v)))))

# Which corpora there are below a folder: make corpora DIR=/path/to/corpora
corpora:
	$(if $(filter-out DIR,$(unknown)),$(error there is no setting $(firstword $(filter-out DIR,$(unknown))); make corpora has DIR=FOLDER))
	@pipelines/found $(call quote,$(call text,DIR))

# README's results: make results RAVDESS=/path/to/ravdess NEMO=/path/to/nemo
# [PEER=3] [SMILE=python]
results: all
	@mkdir -p out
	@PEER='$(PEER)' $(if $(filter SEEDS,$(given)),SEEDS=$(call quote,$(call text,SEEDS))) SMILE=$(call quote,$(SMILE)) BUILD=$(call quote,$(BUILD)) pipelines/results $(call quote,$(call text,RAVDESS)) $(call quote,$(call text,NEMO)) $(placing) >out/results.new
	@pipelines/insert results README.md <out/results.new

# The models that come with tonfall, their card, and what starting from one is
# worth: make models RAVDESS=/path/to/ravdess NEMO=/path/to/nemo
with-both = @BUILD=$(call quote,$(BUILD)) pipelines/$(1) $(call quote,$(call text,RAVDESS)) $(call quote,$(call text,NEMO))
models: all
	$(call with-both,shipped-models)
models-card: all
	@mkdir -p out
	$(call with-both,model-card) >out/card.new
	@pipelines/insert card man/tonfall-models.7 <out/card.new
tune: all
	@mkdir -p out
	$(call with-both,fine-tuning) >out/tune.new
	@pipelines/insert tune man/tonfall-models.7 <out/tune.new

# A long list of recordings in shards, here or by a scheduler: tonfall-scale(7).
label: all
	@PATH=$(call quote,$(abspath $(BUILD))/bin):$$PATH pipelines/label $(if $(findstring s,$(firstword -$(MAKEFLAGS))),-q) $(foreach v,$(of-label) OUT JOBS $(filter-out OUT,$(typed)) \
	    $(filter-out $(of-label),$(unknown)),$(if $(call by-user,$(v)),$(call quote,$(v)=$(call text,$(v)))))

# What that will cost, or a training, before it is begun.
plan: all
	@PATH=$(call quote,$(abspath $(BUILD))/bin):$$PATH pipelines/plan BUILD=$(call quote,$(BUILD)) VERSION=$(call quote,$(VERSION)) \
	    $(foreach v,$(sort $(of-plan) OUT JOBS $(typed) $(unknown)),$(if $(call by-user,$(v)),$(call quote,$(v)=$(call text,$(v)))))

# What make itself takes, for pipelines/plan-rates.
plan-base: all
	@:

help:
	@cat pipelines/help.txt

# ---- what a fresh Debian needs ----

DEPS      = gcc libc6-dev libsox-dev libsox-fmt-base libsox-fmt-mp3 libsoxr-dev \
            libseccomp-dev libfftw3-dev libgsl-dev libxxhash-dev gnuplot-nox espeak-ng \
            pkg-config libprotobuf-c-dev protobuf-c-compiler libonnx-dev
# Sound that SoX does not read, and archives; not where programs are cross-compiled.
AVDEPS    = libavformat-dev libavcodec-dev libarchive-dev
TESTDEPS  = gawk sox ffmpeg mandoc python3-numpy python3-xxhash \
            libsox-fmt-alsa libsox-fmt-pulse pulseaudio pulseaudio-utils
CIDEPS    = clang libclang-rt-dev clang-tidy cppcheck shellcheck valgrind git groff locales \
            chromium poppler-utils texlive-latex-base texlive-latex-recommended

deps:
	@tests/tools/deps $(DEPS) $(AVDEPS) $(TESTDEPS)
deps-ci: deps-onnx deps-axe
	@tests/tools/deps $(DEPS) $(AVDEPS) $(TESTDEPS) $(CIDEPS)
	@tests/tools/deps $(SLURMDEPS) || echo 'deps-ci: no Slurm: make test-slurm will be skipped'
	@tests/tools/deps $(MPIDEPS) || echo 'deps-ci: no Open MPI: make test-mpi will be skipped'
# What runs the graphs of tensorconv -t onnx in tests/onnx.t, from PyPI; without
# it they are skipped.
deps-onnx:
	@tests/tools/deps python3-venv protobuf-compiler
	@[ -x build/onnxruntime/bin/python ] || python3 -m venv build/onnxruntime
	@build/onnxruntime/bin/python -c 'import onnx, onnxruntime' 2>/dev/null || \
	    build/onnxruntime/bin/pip install -q onnx onnxruntime || \
	    echo 'deps-onnx: no onnxruntime: its tests will be skipped'

# axe-core, which looks for what keeps people from reading a page, for make test-report.
deps-axe:
	@tests/tools/deps python3-venv
	@[ -x build/axe/bin/python ] || python3 -m venv build/axe
	@build/axe/bin/python -c 'import axe_playwright_python' 2>/dev/null || \
	    build/axe/bin/pip install -q --no-deps axe-playwright-python==0.1.8 || \
	    echo 'deps-axe: no axe-core: the report is tested without it'

# "make deps test" in one go: everything else waits for the packages.
$(LIBOBJ) $(CLIOBJ): | $(filter deps deps-ci,$(MAKECMDGOALS))

# What programs are compiled and linked with, for tests/harden.t.
flags:
	@echo '$(CFLAGS) $(HARDEN) $(HARDENLD)'

# ---- tests ----

test: everything
	@BUILD=$(BUILD) tests/run $(TESTS)

# report.html in a browser: skipped where there is none.
test-report: all
	@BUILD=$(BUILD) tests/run $(or $(TESTS),tests/browser/pages.t)

test-asan:
	@$(MAKE) --no-print-directory test BUILD=build/asan \
	    CFLAGS='-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined'

# Races of threads: gcc's thread sanitizer and the tests that use several.
TSANTESTS = unit/checkpoint unit/decoder unit/feed unit/live unit/golden_cnn unit/layers unit/nets unit/regress unit/score unit/svm \
            tests/determinism.t tests/cnntrain.t tests/cnneval.t tests/wav2fbank.t tests/wav2spec.t tests/audio.t tests/embed.t
test-tsan:
	@$(MAKE) --no-print-directory $(if $(filter-out unit/%,$(tsan)),everything,$(tsan:%=build/tsan/%)) BUILD=build/tsan CFLAGS='-O1 -g -fsanitize=thread'
	@BUILD=build/tsan tests/tsan/run $(tsan)
tsan = $(or $(TESTS),$(TSANTESTS))

# Memory that was never written, or is lost: a share of the tests under valgrind.
VALGRINDTESTS = unit/base unit/checkpoint unit/damage unit/fold unit/foreign unit/nets unit/norm \
                tests/padcut.t tests/labeljoin.t tests/wav2spec.t tests/tensorinfo.t
test-valgrind: programs
	@BUILD=$(BUILD) tests/valgrind/run $(or $(TESTS),$(VALGRINDTESTS))

# The same in a path with blanks, as another user, in an environment that changes
# what shells and tools do.
test-polluted: everything
	@BUILD=$(BUILD) LOCALE='$(LOCALE)' tests/polluted/run $(TESTS)
LOCALE    = de_DE.UTF-8

# The same on another architecture, arm64 or s390x: see tests/README.md.
test-cross:
	@BUILD='$(BUILD)' DEPS='$(DEPS)' tests/cross/run $(ARCH) $(TESTS)
ARCH      = arm64

# make label and make experiment on a cluster of Slurm that is started on this machine; needs root.
SLURMDEPS = slurm-wlm munge bindfs
test-slurm: all
	@BUILD=$(BUILD) tests/slurm/run $(TESTS)

# make label with a million recordings while things go wrong, tests/tools/label-million:
# make test-million [N=20000] [SEED=2]
N         = 1000000
SEED      = 1
test-million: all
	@VIA=make BUILD=$(call quote,$(BUILD)) tests/tools/label-million $(call quote,$(N)) $(call quote,$(SEED))

# Trainings by several processes: skipped where there is no Open MPI.
MPIDEPS   = libopenmpi-dev openmpi-bin
test-mpi: all
	@BUILD=$(BUILD) tests/run $(or $(TESTS),tests/mpi/cnntrain-mpi.t)

# The Debian packages in a bare Debian: tests/deb/run; needs root.
test-deb:
	@tests/deb/run $(call quote,$(BUILD)) $(VERSION)

# Columns, blanks, headers, pointers: tests/analyze/style.
check-style:
	@tests/analyze/style

# gcc -fanalyzer, clang-tidy, cppcheck, shellcheck: tests/analyze/run.
analyze: $(if $(ONNX),$(BUILD)/onnx/onnx.pb-c.c)
	@BUILD=$(BUILD) tests/analyze/run

# All of this and more, large: make test-all [STEPS='damage fuzz'] [RUNS=10000000]
# [FUZZTIME=60] [LIBSOX=300] [AUDIO=1000000] [KILLS=100], and its figures, see tests/tools/all.
test-all:
	@RUNS='$(RUNS)' FUZZTIME='$(FUZZTIME)' LIBSOX='$(LIBSOX)' AUDIO='$(AUDIO)' KILLS='$(KILLS)' tests/tools/all $(STEPS)

test-results:
	@tests/tools/all table | pipelines/insert test-all tests/RESULTS.md

lint:
	mandoc -T lint -W warning $(MAN)

# ---- installing ----

# Of a packager's ways of saying it, these have their meaning or none is needed.
elsewhere = VERSION bindir mandir INSTALL AM_UPDATE_INFO_DIR
ifneq ($(filter install uninstall,$(MAKECMDGOALS)),)
strange  := $(firstword $(filter-out $(elsewhere),$(unknown)))
upper     = $(filter $(shell echo $(call quote,$(strange)) | tr a-z A-Z),$(others))
$(if $(strange),$(error there is no variable $(strange)$(if $(upper),; did you mean $(upper)?,; there are: $(others))))
absolute  = $(if $(patsubst /%,,$(subst $(space),_,$(call text,$(1)))),$(error $(1)=$(call text,$(1)): must begin with /; a ~ is not expanded here, $$HOME is))
$(foreach v,PREFIX $(if $(given-man),MANPREFIX) $(if $(given-lib),LIBDIR),$(call absolute,$(v)))
endif

lib       = $(if $(given-lib),$(call text,LIBDIR),$(call text,PREFIX)/lib)
mandir    = $(if $(given-man),$(call text,MANPREFIX),$(call text,PREFIX)/share/man)

# What is installed: .package/list, as lines for .package/install.
listed    = .package/list $(call quote,$(BUILD)) $(call quote,$(call text,PREFIX)) $(call quote,$(mandir)) $(call quote,$(lib)) $(ABI) "$$pc" $(TOOLS)
place     = .package/install $(1) $(call quote,$(call text,DESTDIR)) $(call quote,$(call text,PREFIX))
install: all $(packaged)
	@pc=$$(mktemp); trap 'rm -f "$$pc"' EXIT; \
	printf '%s\n' $(call quote,prefix=$(call text,PREFIX)) $(call quote,libdir=$(lib)) 'includedir=$${prefix}/include' '' \
	    'Name: tonfall' 'Description: emotion from the sound of speech' 'Version: $(VERSION)' \
	    'Cflags: -I$${includedir}' 'Libs: -L$${libdir} -ltonfall' 'Libs.private: $(libs-shared) $(LDLIBS) -pthread' >"$$pc"; \
	$(listed) | $(call place,)
	$(say) '  INSTALL programs, pages, library, pipelines in '$(call quote,$(call text,DESTDIR)$(call text,PREFIX))

uninstall:
	@pc=; $(listed) | $(call place,-u)

# Debian packages, in BUILD/deb.
deb:
	@.package/deb $(call quote,$(BUILD)) $(VERSION)

$(package)/tonfall-experiment: .package/experiment.sh Makefile
	@mkdir -p $(@D)
	@sed "s/@SETTINGS@/$(SETTINGS)/; s/@GOALS@/$(filter-out inner,$(GOALS)) matrix search runs compare clean-runs/; s/@SEARCH@/$(of-search)/; s/@PLACE@/$(of-place)/; s/@VERSION@/$(VERSION)/" $< >$@
	@chmod +x $@
$(package)/completion.bash: .package/completion.bash Makefile tools
	@mkdir -p $(@D)
	@sed "s/@PROGRAMS@/$(TOOLS)/" $< >$@
$(package)/programs: $(BUILD)/bin.sums
	@mkdir -p $(@D)
	@cp $< $@

clean:
	rm -rf build

.PHONY: all programs everything flags $(GOALS) runs compare clean-runs corpora matrix choose ablation search label results models models-card tune help plan plan-base
.PHONY: deps deps-ci deps-onnx deps-axe test test-report test-asan test-tsan test-valgrind test-polluted test-cross test-slurm test-mpi test-million test-deb test-all test-results
.PHONY: analyze check-style lint install uninstall deb clean
