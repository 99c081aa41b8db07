# One experiment: a corpus, a recipe, a target; a cross-validation over its
# sessions.  Run by pipelines/start for the Makefile at the top, which has checked
# the settings: make experiment CORPUS=...  Settings and products:
# tonfall-experiment(7).
#
#   corpus.tsv --wav2fbank--> fbank.tensor --foldsplit | zscore | padcut-->
#   fold-F/train.tensor --cnntrain--> fold-F/seed-S/model --cnneval-->
#   predictions.tsv --confmat--> summary.tsv, confusion.*, report.html

CORPUS  = demo
RECIPE  = seed
TARGET  = label
DATA    =
TABLE   =
CLASSES = $(if $(filter ravdess,$(imported)),4)
ACTORS  = $(if $(filter ravdess,$(imported)),emobox)
SCALE   = $(if $(TABLE),,$(if $(filter demo,$(CORPUS)),1))
imported = $(if $(TABLE),,$(CORPUS))
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
unexport TABLE DATA COMMAND

B := $(BUILD)/bin
C := $(OUT)/$(CORPUS)
R := $(C)/$(RECIPE)
# A target such as dominance=1:7:3,5 is the folder dominance-1-7-3-5.
comma := ,
O := $(R)/$(subst $(comma),-,$(subst :,-,$(subst =,-,$(TARGET))))

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
# the models that it names.
listed = { printf '%s\n' $(foreach v,$(1),$(call quote,$(v) = $($(v)))); \
    $(if $(filter FRONT,$(1)),pipelines/models $(call quote,$(FRONT)); )}
define settings
$(1): FORCE
	@mkdir -p $$(@D)
	@$$(call begin,$$@) $$(call listed,$(2)) $$(call keep,$$@)
endef

# ---- one make at a time works in the tree of a corpus ----

# Of make alone, as it hands a signal on to what it has started; in parts, as the
# rules of later ones are made of the table from the first.
again = $(MAKE) --no-print-directory -f pipelines/experiment.mk
alone-experiment alone-model: alone-%:
	@pipelines/alone $(C) $(again) -j1 parts-$*
parts-experiment parts-model: parts-%:
	@$(again) -j1 corpus GOAL=$*
	@$(again) -j1 looked=yes settings-$*
	@$(again) -j$(JOBS) looked=yes $*

# ---- the corpus: a table of its files, and whether they changed ----

corpus: tried $(C)/audio.list

# The demo corpus is spoken here; others are where DATA or TABLE says.  What the
# environment has for importers does not count: it would not be recorded.
plan-demo   = COUNT= pipelines/corpora/demo -l $(C)/speech $(SCALE)
import-demo = COUNT= pipelines/corpora/demo $(C)/speech $(SCALE)
import-any  = pipelines/corpora/table $(call quote,$(TABLE))
import      = CLASSES=$(CLASSES) ACTORS=$(ACTORS) pipelines/corpora/$(CORPUS) $(call quote,$(DATA))
table       = $(if $(TABLE),$(import-any),$(or $(import-$(CORPUS)),$(import)))

# Once: it may have something to say.
looked =
$(C)/corpus.tsv: $(if $(looked),,FORCE)
	@mkdir -p $(@D)
	@$(call begin,$@) $(table) $(call keep,$@)

$(C)/audio.list: $(C)/corpus.tsv FORCE
	@$(call begin,$@) pipelines/corpora/files $< $(call quote,$(TABLE)) $(call keep,$@)

# Whatever else can be wrong with the settings is found before work is begun; for
# the demo corpus that is before it is spoken.
trial   = pipelines/trial $(foreach v,TARGET GROUP NORM LENGTH NETWORK BATCH RATE FRONT SPLIT TRAIN,$(call quote,$(v)=$($(v)))) \
          GOAL=$(GOAL) $(call quote,TABLE=$(or $(TABLE),$(C)/corpus.tsv)) \
          FOLDS=$(if $(filter command,$(firstword $(origin FOLDS))),$(FOLDS))
planned = $(and $(plan-$(CORPUS)),$(if $(TABLE),,planned))
tried: $(if $(planned),,$(C)/corpus.tsv)
	@$(if $(planned),$(plan-$(CORPUS)) | $(trial),$(trial) <$(C)/corpus.tsv)
$(if $(planned),$(C)/corpus.tsv: | tried)

# ---- features ----

$(eval $(call settings,$(R)/fbank.settings,FRONT))

$(R)/fbank.tensor: $(C)/corpus.tsv $(C)/audio.list $(R)/fbank.settings $(B)/wav2fbank
	wav2fbank -j $(JOBS) $(FRONT) -l $< -o $@

# ---- folds ----

# As many folds as the corpus has sessions, unless FOLDS says otherwise.
GROUPS  := $(shell pipelines/corpora/groups $(C)/corpus.tsv $(GROUP) $(TARGET) 2>/dev/null)
FOLDS    = $(GROUPS)
FOLDLIST = $(shell seq 1 $(FOLDS) 2>/dev/null)
SEEDLIST = $(shell seq 1 $(SEEDS) 2>/dev/null)
split    = foldsplit -b $(GROUP) -k $(FOLDS) -t $(TARGET) $(SPLIT)

$(eval $(call settings,$(O)/split.settings,FOLDS GROUP SPLIT))
$(eval $(call settings,$(O)/norm.settings,NORM))
$(eval $(call settings,$(O)/length.settings,LENGTH))

frames = $(if $(filter auto,$(LENGTH)),padcut -a -p <$(R)/fbank.tensor,echo $(LENGTH))
$(O)/frames: $(R)/fbank.tensor $(O)/length.settings $(B)/padcut
	$(call shown,$(frames) >$@)
	@$(call begin,$@) $(frames) $(call into,$@)

$(O)/folds.tsv: $(R)/fbank.tensor $(O)/split.settings $(B)/foldsplit
	$(call shown,$(split) -l <$< >$@)
	@$(call begin,$@) $(split) -l <$< $(call into,$@)

# $(call fold,F): statistics of its training part, and that part shaped.
define fold
$(O)/fold-$(1)/train.tensor $(O)/fold-$(1)/stats.tensor &: $(R)/fbank.tensor $(O)/frames $(O)/split.settings $(O)/norm.settings $(B)/foldsplit $(B)/zscore $(B)/padcut
	@mkdir -p $(O)/fold-$(1)
	$(split) -q -f $(1) -p train <$$< | zscore -g $(NORM) -o $(O)/fold-$(1)/stats.tensor | padcut -n $$$$(cat $(O)/frames) -o $(O)/fold-$(1)/train.tensor
endef
$(foreach f,$(FOLDLIST),$(eval $(call fold,$(f))))

# Held-out records get the statistics of the training part; where each group of
# records has its own (speaker, key), they get their own, as no label is used.
held = $(if $(filter all bin,$(NORM)),-s $(O)/fold-$(1)/stats.tensor,-g $(NORM))

# $(call half,F,S,PART): dev or test half of the session that is held out.
define half
$(O)/fold-$(1)/seed-$(2)/$(3).tensor: $(R)/fbank.tensor $(O)/frames $(O)/fold-$(1)/stats.tensor
	@mkdir -p $$(@D)
	$(split) -q -f $(1) -s $(2) -p $(3) <$$< | zscore $(call held,$(1)) | padcut -n $$$$(cat $(O)/frames) -o $$@
endef
$(foreach f,$(FOLDLIST),$(foreach s,$(SEEDLIST),$(foreach p,dev test,$(eval $(call half,$(f),$(s),$(p))))))

# ---- training and prediction ----

$(eval $(call settings,$(O)/train.settings,NETWORK EPOCHS BATCH RATE TRAIN))

# Of each training of a fold and a seed, side by side.
share := $(call threads,$(patsubst 0,1,$(words $(foreach s,$(SEEDLIST),$(FOLDLIST)))))

# $(call train,THREADS)
train = cnntrain -q $(1) -a $(NETWORK) -t $(TARGET) -e $(EPOCHS) -B $(BATCH) -l $(RATE) $(TRAIN)

# $(call resume,FILE,PREREQUISITES): the option that names the checkpoint, from
# which a training that was killed resumes.  One that is older than a prerequisite
# belongs to another training.
resume = -c $(1)$(if $(wildcard $(1)),$(shell [ -z "$$(find -L $(2) -newer $(1))" ] || rm -f $(1)))

# $(call run,F,S): the folder of one training.
run = $(O)/fold-$(1)/seed-$(2)

define one
$(run)/model $(run)/training.tsv &: $(O)/fold-$(1)/train.tensor $(run)/dev.tensor $(O)/train.settings $(NETWORK) $(B)/cnntrain
	$(call train,$(share)) $$(call resume,$(run)/checkpoint,$$^) -s $(2) -d $(run)/dev.tensor -L $(run)/training.tsv -o $(run)/model $$<
	@pipelines/went $(run)/training.tsv

$(run)/predictions.tsv: $(run)/model $(scored:%=$(run)/%.tensor) $(O)/score.settings $(B)/cnneval
	cat $(scored:%=$(run)/%.tensor) | cnneval $(share) -m $$< -o $$@
endef
scored = $(if $(filter heldout,$(SCORE)),dev test,test)
$(foreach f,$(FOLDLIST),$(foreach s,$(SEEDLIST),$(eval $(call one,$(f),$(s)))))

# $(call runs,NAME): that file of every seed and fold.
runs = $(foreach s,$(SEEDLIST),$(foreach f,$(FOLDLIST),$(O)/fold-$(f)/seed-$(s)/$(1)))

$(eval $(call settings,$(O)/score.settings,SCORE SEEDS FOLDS))

$(O)/predictions.tsv $(O)/training.tsv: $(O)/%.tsv: $(O)/score.settings
	$(call shown,pipelines/gather $(words $(SEEDLIST)) x $(words $(FOLDLIST)) runs >$@)
	@$(call begin,$@) pipelines/gather $(call runs,$*.tsv) $(call into,$@)
$(O)/predictions.tsv: $(call runs,predictions.tsv)
$(O)/training.tsv: $(call runs,training.tsv)

# ---- scores and report ----

plots = $(O)/confusion.png $(O)/confusion.svg
score = confmat -S $(O)/summary.tsv -C $(O)/confusion.tsv $(plots:%=-o %) $(O)/predictions.tsv

$(O)/summary.tsv $(O)/confusion.tsv $(plots) $(O)/scores.txt &: $(O)/predictions.tsv $(B)/confmat
	$(call shown,$(score) >$(O)/scores.txt)
	@$(call begin,$(O)/scores.txt) $(score) $(call into,$(O)/scores.txt)

$(O)/training.svg $(O)/training.png &: $(O)/training.tsv pipelines/plot-training
	pipelines/plot-training $< $(O)/training.svg $(O)/training.png

reported = VERSION COMMAND CORPUS DATA TABLE CLASSES ACTORS SCALE RECIPE TARGET SEEDS SCORE FOLDS GROUP \
           SPLIT FRONT NORM LENGTH NETWORK EPOCHS BATCH RATE TRAIN
$(eval $(call settings,$(O)/settings,$(reported)))

# What is there of other settings makes room for what comes next.
models-of = $(C)/corpus.tsv $(C)/audio.list $(R)/fbank.settings $(O)/norm.settings $(O)/length.settings $(O)/train.settings
settings-experiment settings-model: settings-%: $(models-of)
	@$(call listed,$(reported)) | pipelines/aside $* $(O) $^ $(NETWORK)

$(O)/report.html: $(O)/summary.tsv $(O)/confusion.tsv $(O)/confusion.svg $(O)/training.tsv $(O)/training.svg $(O)/folds.tsv $(O)/frames $(O)/settings $(wildcard pipelines/report pipelines/report.awk pipelines/text.awk)
	$(call shown,pipelines/report $(O) >$@)
	@$(call begin,$@) pipelines/report $(O) $(call into,$@)

experiment: $(O)/report.html $(O)/scores.txt $(plots) $(O)/training.png
	@cat $(O)/scores.txt
	@echo
	@echo 'report: $(O)/report.html'

# ---- a model for use: trained on the whole corpus, one for each seed ----

$(O)/whole.tensor: $(R)/fbank.tensor $(O)/frames $(O)/norm.settings $(B)/zscore $(B)/padcut
	zscore -g $(NORM) <$< | padcut -n $$(cat $(O)/frames) -o $@

$(SEEDLIST:%=$(O)/model-%): $(O)/model-%: $(O)/whole.tensor $(O)/train.settings $(NETWORK) $(B)/cnntrain
	$(call train,$(call threads,$(words $(SEEDLIST)))) $(call resume,$@.checkpoint,$^) -s $* -o $@ $<

model: $(SEEDLIST:%=$(O)/model-%)
	@echo 'model: $^'

FORCE:
.PHONY: corpus tried experiment model alone-experiment alone-model parts-experiment parts-model settings-experiment settings-model FORCE
.DEFAULT_GOAL = experiment
