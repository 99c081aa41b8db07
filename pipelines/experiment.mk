# One experiment: a corpus, a recipe, a target; a cross-validation over its
# sessions.  Run by pipelines/start for the Makefile at the top, which has checked
# the settings: make experiment CORPUS=...  Settings and products:
# tonfall-experiment(7).
#
#   corpus.mk    the table of sounds, and whether the settings go with it
#   features.mk  corpus.tsv --wav2KIND | FILTERS--> KIND.tensor
#   folds.mk     --foldsplit--> the parts of each fold
#   train-T.mk   --> fold-F/seed-S/model --cnneval--> predictions.tsv
#   scores.mk    --confmat--> summary.tsv, confusion.*, report.html
#   robust.mk    the same models on changed sounds
#   cross.mk     a model of this corpus on another one
#
# T is the recipe's TRAINER: cnn (a network), linear, or fusion (other recipes).

CORPUS  = demo
RECIPE  = seed
TARGET  = label
DATA    =
TABLE   =
imported = $(if $(TABLE),,$(CORPUS))
CLASSES := $(if $(imported),$(firstword $(shell pipelines/classes $(imported))))
ACTORS  = $(if $(filter ravdess,$(imported)),emobox)
LAYOUT  = $(if $(filter folders,$(imported)),class/*)
SCALE   = $(if $(TABLE),,$(if $(filter demo,$(CORPUS)),1))
ADAPT   = none
MEMBERS =
INIT    =
FREEZE  =
SEEDS   = 1
SCORE   = test
GROUP   = session
SPLIT   =
JOBS    = 1
OUT     = out
BUILD   = build
VERSION =
COMMAND = make experiment
GOAL    = experiment

# $(call by-adapt,A,B,C): as ADAPT is none, speaker or recording.
by-adapt = $(if $(filter speaker,$(ADAPT)),$(2),$(if $(filter recording,$(ADAPT)),$(3),$(1)))

# Settings of a recipe; those it does not set are as in the recipe seed, and a
# variable on the command line overrides both.
include pipelines/recipes/seed.mk
-include pipelines/recipes/$(RECIPE).mk

SHELL       = /bin/bash
.SHELLFLAGS = -peu -o pipefail -c
.DELETE_ON_ERROR:
.SUFFIXES:
export PATH := $(abspath $(BUILD)/bin):$(value PATH)
export LC_ALL := C
# These are any text, with each dollar sign doubled: what is expanded once is
# right.  Others are of characters that neither make nor the shell changes.
unexport TABLE DATA COMMAND LAYOUT

B := $(BUILD)/bin
C := $(OUT)/$(CORPUS)
# Results with the speakers' own statistics are kept apart from those without.
R := $(C)/$(RECIPE)$(patsubst %,-%,$(filter-out none,$(ADAPT)))
# A target such as dominance=1:7:3,5 is the folder dominance-1-7-3-5.
comma := ,
target-folder := $(subst $(comma),-,$(subst :,-,$(subst =,-,$(TARGET))))
# Below the results of another recipe, if this one is a member of it.
MEMBER-OF =
O := $(if $(MEMBER-OF),$(MEMBER-OF)/members/$(RECIPE),$(R)/$(target-folder))

# $(call threads,N): the option for each of N trainings side by side: JOBS=1 has
# all processors for one after the other.
threads = $(if $(filter 1,$(JOBS)),,-j $(shell echo $$(($(JOBS) > $(1) ? $(JOBS) / $(1) : 1))))

# A word for the shell, whatever is in it.
quote = '$(subst ','\'',$(1))'

# A recipe `$(call begin,FILE) command $(call into,FILE)`: standard output becomes
# the file once it is whole, and on the disk, lest a power cut leaves its name
# alone.  A signal leaves nothing else; SIGKILL does, for pipelines/alone.
temp  = $(1).tmp.$$$$
begin = trap 'rm -f $(temp)' EXIT;
into  = >$(temp); sync $(temp); mv -f $(temp) $(1)

# The same if that changes the file, so that only a changed setting remakes what
# depends on it.
keep  = >$(temp); cmp -s $(temp) $(1) || { sync $(temp); mv -f $(temp) $(1); }

# $(call shown,COMMAND): what is said of it; nothing by make -s.
shown = @$(if $(findstring s,$(firstword -$(MAKEFLAGS))),:,echo $(call quote,$(1)))

# $(call settings,FILE,NAMES): a file that holds these variables, and with FRONT
# or INIT the models that they name.
listed = { printf '%s\n' $(foreach v,$(1),$(call quote,$(v) = $($(v)))); \
    $(if $(filter FRONT,$(1)),pipelines/front-models $(call quote,$(FRONT)); )$(if $(filter INIT,$(1)),pipelines/front-models $(call quote,-m $(INIT)); )}
define settings
$(1): FORCE
	@mkdir -p $$(@D)
	@$$(call begin,$$@) $$(call listed,$(2)) $$(call keep,$$@)
endef

# ---- one make at a time works in the tree of a corpus ----

# Of make alone, as it hands a signal on to what it has started; in parts, as the
# rules of later ones are made of the table from the first.
goals = experiment model robust cross inner
again = $(MAKE) --no-print-directory -f pipelines/experiment.mk
$(goals:%=alone-%): alone-%:
	@pipelines/alone $(C) $(again) -j1 parts-$*
parts-experiment parts-model: parts-%:
	@$(again) -j1 corpus GOAL=$*
	@$(again) -j1 looked=yes settings-$*
	$(call step,$*)
parts-inner:
	@$(again) -j1 corpus
	@$(again) -j$(JOBS) looked=yes within=yes inner
# What needs another goal first.
parts-robust: parts-experiment
parts-cross: parts-model
parts-robust parts-cross: parts-%:
	$(call step,$*)
step = $(if $(MEMBERS),@$(again) -j$(JOBS) looked=yes members-$(1) && $(again),@$(again)) -j$(JOBS) looked=yes $(1)

include pipelines/corpus.mk
include pipelines/features.mk
include pipelines/folds.mk
include pipelines/train-$(TRAINER).mk
include pipelines/scores.mk
include pipelines/robust.mk
include pipelines/cross.mk

FORCE:
.PHONY: FORCE $(goals) $(foreach p,alone parts settings members member,$(goals:%=$(p)-%))
.DEFAULT_GOAL = experiment
