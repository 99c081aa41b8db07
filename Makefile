# tonfall - speech emotion recognition by a dataflow of small filters.
# Any variable here can be set on the command line or in config.mk, a local
# file that git ignores.
.DELETE_ON_ERROR:
.SUFFIXES:
.SECONDARY:
SHELL       = /bin/bash
.SHELLFLAGS = -eu -o pipefail -c

VERSION   = 0.1.0
PREFIX    = /usr/local
MANPREFIX = $(PREFIX)/share/man
BUILD     = build
CC        = cc
CFLAGS    = -O3 -g
WARN      = -std=c11 -pedantic -Wall -Wextra -Wshadow -Wstrict-prototypes \
            -Wmissing-prototypes -Wpointer-arith -Wwrite-strings -Wvla \
            -Wformat=2 -Wundef
CPPFLAGS  = -D_GNU_SOURCE -DTONFALL_VERSION='"$(VERSION)"'
LDFLAGS   = -pthread
LDLIBS    = -lxxhash -lm
# The matrix product: any library with the CBLAS interface of GSL.
BLAS      = -lopenblas
-include config.mk

# What a tool links beyond LDLIBS; nothing else pays for it.
libs-wav2fbank = -lsox -lfftw3f
libs-wav2spec  = -lsox -lfftw3f
libs-cnntrain  = -lgsl $(BLAS)
libs-cnneval   = -lgsl $(BLAS)
libs-confmat   = -lgsl $(BLAS)

TOOLS   = $(patsubst tools/%.c,%,$(wildcard tools/*.c))
UNITS   = $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/*.c))
BIN     = $(TOOLS:%=$(BUILD)/bin/%)
UNITBIN = $(UNITS:%=$(BUILD)/unit/%)
LIBOBJ  = $(patsubst %.c,$(BUILD)/%.o,$(wildcard lib/*.c))
CLIOBJ  = $(patsubst %.c,$(BUILD)/%.o,$(wildcard tools/cli/*.c))
MAN     = $(wildcard man/*.[157])

all: $(BIN)

$(BUILD)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(WARN) $(CFLAGS) $(CPPFLAGS) -pthread -Ilib -Itools/cli -MMD -MP -c -o $@ $<

$(BUILD)/libtonfall.a: $(LIBOBJ)
	rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/libcli.a: $(CLIOBJ)
	rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/bin/%: $(BUILD)/tools/%.o $(BUILD)/libcli.a $(BUILD)/libtonfall.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(libs-$*) $(LDLIBS)

$(BUILD)/unit/%: $(BUILD)/tests/unit/%.o $(BUILD)/libtonfall.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lsox -lfftw3f -lgsl $(BLAS) $(LDLIBS)

-include $(wildcard $(BUILD)/*/*.d $(BUILD)/*/*/*.d)

test: all $(UNITBIN)
	BUILD=$(BUILD) tests/run

test-asan:
	ASAN_OPTIONS=detect_leaks=1 $(MAKE) test BUILD=build/asan \
	    CFLAGS='-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined'

clean:
	rm -rf build

.PHONY: all test test-asan clean
