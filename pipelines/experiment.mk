# One experiment: a corpus, a recipe, a target; a cross-validation over its
# sessions.  Run by pipelines/start for the Makefile at the top, which has checked
# the settings: make experiment CORPUS=...  Settings and products:
# tonfall-experiment(7).
#
#   corpus.mk    the table of sounds, and whether the settings go with it
#   features.mk  corpus.tsv --wav2KIND | FILTERS--> KIND.tensor
#   folds.mk     the parts of each fold, by foldsplit
#   train-T.mk   --> fold-F/seed-S/model --cnneval--> predictions.tsv
#   scores.mk    --confmat, regscore--> summary.tsv, confusion.*, report.html
#   robust.mk    the same models on changed sounds
#
# T is the recipe's TRAINER: cnn (a network), linear, or fusion (other recipes).
#
# Tables, features and runs are in folders that are named by a sum of all that
# decides what is in them, settings, sounds and programs.  So a file there is never
# out of date: what it is made of is behind a | and what exists is not made again.

CORPUS  = demo
RECIPE  = seed
TARGET  = label
DATA    =
TABLE   =
MAP     = $(if $(several),$(if $(filter label,$(targets)),$(if $(TABLE)$(TESTTABLE),none,four),none))
POOL    = $(if $(several),$(if $(filter label,$(targets)),common,all))
BALANCE = none
TEST    =
TESTDATA =
TESTTABLE =
FROM    =
CLASSES := $(if $(TABLE),,$(firstword $(shell pipelines/classes $(CORPUS))))
SCALE   = $(if $(filter demo,$(imported)),1)
ACTORS  = $(if $(filter ravdess,$(imported)),emobox)
LAYOUT  = $(if $(filter folders,$(imported)),class/*)
# Corpora together, whether by CORPUS=a+b or by TEST; with a MAP as well, pooled makes
# the table.
corpora  = $(sort $(subst +, ,$(CORPUS)+$(TEST)))
several  = $(if $(filter-out 1,$(words $(corpora))),several)
pooled   = $(or $(several),$(filter-out none,$(MAP)))
imported = $(if $(pooled),$(corpora),$(if $(TABLE),,$(CORPUS)))
ADAPT   = none
MEMBERS =
INIT    =
FREEZE  =
SEEDS   = 1
SCORE   = $(if $(TEST),heldout,test)
GROUP   = session
SPLIT   =
JOBS    = 1
OUT     = out
BUILD   = build
VERSION =
COMMAND = make experiment
GOAL    = experiment

# $(call by-adapt,A,B,C): as ADAPT is none; speaker or corpus, which is then $(whose);
# or recording.
whose    = $(if $(filter corpus,$(ADAPT)),corpus,speaker)
by-adapt = $(if $(filter speaker corpus,$(ADAPT)),$(2),$(if $(filter recording,$(ADAPT)),$(3),$(1)))

# Settings of a recipe; those it does not set are as in the recipe seed, and a
# variable on the command line overrides both.
include pipelines/recipes/seed.mk
-include pipelines/recipes/$(RECIPE).mk

# Where RUN is set, a shell that places steps; pipelines/start has it in the environment.
placed      := $(if $(value TONFALL_RUN),placed)
SHELL       := $(if $(placed),pipelines/place,/bin/bash)
.SHELLFLAGS = -peu -o pipefail -c
.DELETE_ON_ERROR:
.SUFFIXES:
export PATH := $(abspath $(BUILD)/bin):$(value PATH)
export LC_ALL := C
# These are any text, with each dollar sign doubled: what is expanded once is
# right.  Others are of characters that neither make nor the shell changes.
unexport TABLE DATA TESTDATA TESTTABLE COMMAND LAYOUT

comma := ,
space := $(subst ,, )
define newline


endef
# Names of the targets that are numbers, NAME:value, and what there is in classes.
targets := $(subst +, ,$(TARGET))
numbers := $(patsubst %:value,%,$(filter %:value,$(targets)))
classes := $(filter-out %:value,$(targets))
B := $(BUILD)/bin
C := $(OUT)/$(CORPUS)
# A run: its folder has the sum that `make sum` prints, and that each make gets which
# works in it.  Below another run, if it is a member of that recipe.
SUM =
R := $(RECIPE)$(patsubst %,-%,$(filter-out none,$(ADAPT)))-$(SUM)
MEMBER-OF =
O := $(if $(MEMBER-OF),$(MEMBER-OF)/members/$(RECIPE),$(C)/$(R))

# $(call threads,N,KIND): the option for each of N trainings side by side: JOBS=1 has
# all processors for one after the other.  What RUN places has the threads of its kind.
threads = $(if $(placed),-j $(call threads-of,$(2)),$(if $(filter 1,$(JOBS)),,-j $(shell echo $$(($(JOBS) > $(1) ? $(JOBS) / $(1) : 1)))))

# $(call place,KIND[,FEATURES]) begins a line that computes, of a kind in
# pipelines/steps.tsv; with RUN it is a step that pipelines/place hands on.
ifneq ($(placed),)
kinds     := $(shell . pipelines/placing.sh; threads_of pipelines/steps.tsv "$${TONFALL_THREADS-}")
threads-of = $(patsubst $(1):%,%,$(filter $(1):%,$(kinds)))
place      = : place $(1) $(call threads-of,$(1)) $(C) $@ $(or $(2),$(features),-);$(space)
else
place      =
endif

# A word for the shell, whatever is in it.
quote = '$(subst ','\'',$(1))'

# A recipe `$(call begin,FILE) command $(call into,FILE)`: standard output becomes
# the file once it is whole, and on the disk, lest a power cut leaves its name
# alone.  A signal leaves nothing else; SIGKILL does, for pipelines/alone.
temp  = $(1).tmp.$$$$
begin = trap 'rm -f $(temp)' EXIT;
into  = >$(temp); sync $(temp); mv -f $(temp) $(1)

# The same if that changes the file: a table of what is asked for now (robust.mk).
keep  = >$(temp); cmp -s $(temp) $(1) || { sync $(temp); mv -f $(temp) $(1); }

# Events for pipelines/tell, if there is one: $(call tell,EVENT<tab>FIELD...) is a line of
# a recipe, and so is $(call went,FOLD,SEED[,LOG]) after a training.
TELL ?=
tab  := $(shell printf '\t')
event = printf '\002%s\n' $(call quote,$(1)) >&2
tell  = @$(if $(TELL),$(call event,$(1)),:)
went  = @$(if $(TELL),pipelines/went $(1) $(2) $(3) >&2,$(if $(findstring s,$(firstword -$(MAKEFLAGS))),:,pipelines/went $(1) $(2) $(3)))
quiet = $(if $(TELL),,-q)
# What is asked for is printed after what is drawn: { commands; }$(print).
print = $(if $(TELL), | if [ -n "$${SCREEN-}" ]; then awk '{ print "\002out\t" $$0 }' >&2; else cat; fi)
# A program that draws a line of its own does so on the terminal, past tell.
screen = $(if $(placed),,$(if $(TELL), 2>&$${SCREEN:-2}))

# $(call shown,COMMAND): what is said of it; nothing by make -s.
shown = @$(if $(findstring s,$(firstword -$(MAKEFLAGS))),:,echo $(call quote,$(1)))

# $(call listed,NAMES): prints these variables, and with FRONT or INIT the models that
# they name.
listed = { printf '%s\n' $(foreach v,$(1),$(call quote,$(v) = $($(v)))); \
    $(if $(filter FRONT,$(1)),pipelines/front-models $(call quote,$(FRONT)); )$(if $(filter INIT,$(1)),pipelines/front-models $(call quote,-m $(INIT)); )}

# ---- one make at a time works in the tree of a corpus ----

# Of make alone, as it hands a signal on to what it has started: a make below it is a
# line of its own.  In parts, as the
# rules of later ones are made of the table from the first, and their folder is that
# of the sum.
goals = experiment model robust inner
again = $(MAKE) --no-print-directory -f pipelines/experiment.mk
$(goals:%=alone-%): alone-%:
	@pipelines/alone $(C) $(again) -j1 parts-$*
parts-experiment parts-model: parts-%:
	@$(again) -j1 corpus GOAL=$*
	$(call step,$*)
parts-inner:
	@$(again) -j1 corpus
	@sum=$$($(again) -s looked=yes within=yes sum) && \
	    $(again) -j$(JOBS) looked=yes within=yes SUM="$$sum" inner
# What needs another goal first.
parts-robust: parts-experiment
parts-robust: parts-%:
	$(call step,$*)
step = @sum=$$($(again) -s looked=yes sum) && $(again) -j1 looked=yes SUM="$$sum" whole-$(1)
$(goals:%=whole-%): whole-%: begun
	$(if $(filter experiment model,$*),@$(if $(MEMBERS),for m in $(MEMBERS); do $(again) RECIPE=$$m MEMBER-OF=$(O) cost AIM=member-$*; done,$(again) cost AIM=$*))
	$(if $(MEMBERS),@$(again) -j$(JOBS) members-$*)
	@$(again) -j$(JOBS) $*

include pipelines/corpus.mk
include pipelines/features.mk
include pipelines/folds.mk
include pipelines/train-$(TRAINER).mk
include pipelines/run.mk
include pipelines/scores.mk
include pipelines/robust.mk

# What comes next, said once the rules are known: trainings as FOLD:SEED, of inner folds
# FOLD.INNER:SEED, of the whole corpus whole:SEED.
aims  = $(or $(AIM),$(MAKECMDGOALS))
about = $(filter $(1) $(1:%=member-%),$(aims))
to-train = $(if $(or $(call about,experiment),$(filter member-model,$(aims))),$(call runs,model)) \
    $(if $(or $(filter member-experiment,$(aims)),$(call about,inner)),$(foreach f,$(FOLDLIST),$(patsubst %/predictions.tsv,%/model,$(call inner-runs,$(f))))) \
    $(if $(call about,model),$(models))
trainings = $(patsubst $(O)/model-%,whole:%,$(subst /seed-,:,$(subst /inner/fold-,.,$(patsubst $(O)/fold-%/model,%,\
    $(filter-out $(wildcard $(to-train)),$(to-train))))))
ifneq ($(and $(TELL),$(if $(AIM),,yes)),)
ifeq ($(MEMBERS),)
$(if $(strip $(trainings)),$(shell $(call event,plan$(tab)$(RECIPE)$(tab)$(if $(filter cnn,$(TRAINER)),$(EPOCHS),0)$(tab)$(words $(FOLDLIST))$(tab)$(words $(SEEDLIST))$(tab)$(strip $(trainings)))))
endif
changes-left = $(if $(call about,robust),$(filter-out $(wildcard $(every-change)),$(every-change)))
$(if $(strip $(changes-left)),$(shell $(call event,count$(tab)$(RECIPE)$(comma) changed sounds$(tab)$(words $(changes-left)))))
endif

# How long that will take and what it will write, by a sample.
cost:
	@note=$$(EXTRACT=$(if $(wildcard $(features)),,$(call quote,$(call front, -j 1)$(copies) -l "$$list"$(piped) -o "$$out")) \
	    $(if $(placed),EXTRACT_JOBS=$(call threads-of,features) )FEATURES=$(features) TRAIN=$(call quote,$(trial-training)) pipelines/cost $(RECIPE) $(C) $(JOBS) $(words $(trainings)) $(or $(EPOCHS),1) $(table) $(T)/audio.list); \
	[ -z "$$note" ] || $(if $(TELL),printf '\002note\t%s\n',$(if $(findstring s,$(firstword -$(MAKEFLAGS))),:,printf '%s\n')) "$$note" >&2

FORCE:
.PHONY: cost FORCE $(goals) $(foreach p,alone parts whole members member,$(goals:%=$(p)-%))
.DEFAULT_GOAL = experiment
