# One experiment: a corpus, a recipe, a target; a cross-validation over its
# sessions.  Run through the Makefile at the top: make experiment CORPUS=...
#
#   corpus.tsv --wav2fbank--> fbank.tensor --foldsplit | zscore | padcut-->
#   fold-F/train.tensor --cnntrain--> fold-F/seed-S/model --cnneval-->
#   predictions.tsv --confmat--> summary.tsv, confusion.*, report.html

CORPUS  = demo
RECIPE  = seed
TARGET  = label
DATA    =
TABLE   =
CLASSES = 4
SCALE   = 1
SEEDS   = 1
SCORE   = test
JOBS    = 1
OUT     = out
BUILD   = build
VERSION =
COMMAND = make experiment

# Settings of a recipe; a variable on the command line overrides it.
include pipelines/recipes/$(RECIPE).mk

SHELL       = /bin/bash
.SHELLFLAGS = -eu -o pipefail -c
.DELETE_ON_ERROR:
.SUFFIXES:
.SECONDARY:
MAKEFLAGS  += --no-print-directory
export PATH := $(abspath $(BUILD)/bin):$(PATH)
export LC_ALL := C

B := $(BUILD)/bin
C := $(OUT)/$(CORPUS)
R := $(C)/$(RECIPE)
O := $(R)/$(TARGET)

# With several jobs side by side each program has one processor.
THREADS = $(if $(filter 1,$(JOBS)),,-j 1)

# $(call keep,FILE): standard input becomes FILE if that changes it, so that
# only a changed setting remakes what depends on it.
keep = cat >$(1).new; if cmp -s $(1).new $(1); then rm $(1).new; else mv $(1).new $(1); fi

# ---- the corpus: a table of its files, and whether they changed ----

corpus: $(C)/corpus.tsv $(C)/audio.list

# The demo corpus is spoken here; others stand where DATA or TABLE says.
import-demo = pipelines/corpora/demo '$(C)/speech' '$(SCALE)'
import      = CLASSES='$(CLASSES)' pipelines/corpora/$(CORPUS) '$(DATA)'
import-any  = pipelines/corpora/table '$(TABLE)'

$(C)/corpus.tsv: FORCE
	@mkdir -p $(@D)
	@$(if $(TABLE),$(import-any),$(or $(import-$(CORPUS)),$(import))) | $(call keep,$@)

$(C)/audio.list: $(C)/corpus.tsv FORCE
	@pipelines/corpora/files $< | $(call keep,$@)

# ---- features ----

$(R)/fbank.settings: FORCE
	@mkdir -p $(@D)
	@echo 'FRONT = $(FRONT)' | $(call keep,$@)

$(R)/fbank.tensor: $(C)/corpus.tsv $(C)/audio.list $(R)/fbank.settings $(B)/wav2fbank
	wav2fbank -j '$(JOBS)' $(FRONT) -l $< -o $@

$(R)/frames: $(R)/fbank.tensor $(R)/fbank.settings $(B)/padcut
	$(if $(filter auto,$(LENGTH)),padcut -a -p <$<,echo '$(LENGTH)') >$@

# ---- folds ----

# As many folds as the corpus has sessions, unless FOLDS says otherwise.
SESSIONS := $(shell pipelines/corpora/sessions $(C)/corpus.tsv 2>/dev/null)
FOLDS    = $(SESSIONS)
FOLDLIST = $(shell seq 1 $(FOLDS))
SEEDLIST = $(shell seq 1 $(SEEDS))
SPLIT    = foldsplit -b session -k $(FOLDS) -t $(TARGET)

$(O)/split.settings: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' 'FOLDS = $(FOLDS)' 'NORM = $(NORM)' 'LENGTH = $(LENGTH)' | $(call keep,$@)

$(O)/folds.tsv: $(R)/fbank.tensor $(O)/split.settings $(B)/foldsplit
	$(SPLIT) -l <$< >$@

# $(call fold,F): statistics of its training part, and that part shaped.
define fold
$(O)/fold-$(1)/train.tensor $(O)/fold-$(1)/stats.tensor &: $(R)/fbank.tensor $(R)/frames $(O)/split.settings $(B)/foldsplit $(B)/zscore $(B)/padcut
	@mkdir -p $(O)/fold-$(1)
	$(SPLIT) -f $(1) -p train <$$< | zscore -g $(NORM) -o $(O)/fold-$(1)/stats.tensor | padcut -n $$$$(cat $(R)/frames) -o $(O)/fold-$(1)/train.tensor
endef
$(foreach f,$(FOLDLIST),$(eval $(call fold,$(f))))

# Held-out records get the statistics of the training part; where each group of
# records has its own (speaker, key), they get their own, as no label is used.
held = $(if $(filter all bin,$(NORM)),-s $(O)/fold-$(1)/stats.tensor,-g $(NORM))

# $(call half,F,S,PART): dev or test half of the session that is held out.
define half
$(O)/fold-$(1)/seed-$(2)/$(3).tensor: $(R)/fbank.tensor $(R)/frames $(O)/fold-$(1)/stats.tensor
	@mkdir -p $$(@D)
	$(SPLIT) -f $(1) -s $(2) -p $(3) <$$< | zscore $(call held,$(1)) | padcut -n $$$$(cat $(R)/frames) -o $$@
endef
$(foreach f,$(FOLDLIST),$(foreach s,$(SEEDLIST),$(foreach p,dev test,$(eval $(call half,$(f),$(s),$(p))))))

# ---- training and prediction ----

$(O)/train.settings: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' 'NETWORK = $(NETWORK)' 'EPOCHS = $(EPOCHS)' 'BATCH = $(BATCH)' 'RATE = $(RATE)' 'TRAIN = $(TRAIN)' | $(call keep,$@)

define train
$(O)/fold-$(1)/seed-$(2)/model $(O)/fold-$(1)/seed-$(2)/training.tsv &: $(O)/fold-$(1)/train.tensor $(O)/fold-$(1)/seed-$(2)/dev.tensor $(O)/train.settings $(NETWORK) $(B)/cnntrain
	cnntrain -q $(THREADS) -a $(NETWORK) -t $(TARGET) -e $(EPOCHS) -B $(BATCH) -l $(RATE) $(TRAIN) -s $(2) -d $(O)/fold-$(1)/seed-$(2)/dev.tensor -L $(O)/fold-$(1)/seed-$(2)/training.tsv -o $(O)/fold-$(1)/seed-$(2)/model $$<

$(O)/fold-$(1)/seed-$(2)/predictions.tsv: $(O)/fold-$(1)/seed-$(2)/model $(scored:%=$(O)/fold-$(1)/seed-$(2)/%.tensor) $(O)/score.settings $(B)/cnneval
	cat $(scored:%=$(O)/fold-$(1)/seed-$(2)/%.tensor) | cnneval $(THREADS) -m $$< -o $$@
endef
scored = $(if $(filter heldout,$(SCORE)),dev test,test)
$(foreach f,$(FOLDLIST),$(foreach s,$(SEEDLIST),$(eval $(call train,$(f),$(s)))))

# $(call runs,NAME): that file of every seed and fold.
runs = $(foreach s,$(SEEDLIST),$(foreach f,$(FOLDLIST),$(O)/fold-$(f)/seed-$(s)/$(1)))

$(O)/score.settings: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' 'SCORE = $(SCORE)' 'SEEDS = $(SEEDS)' 'FOLDS = $(FOLDS)' | $(call keep,$@)

$(O)/predictions.tsv: $(call runs,predictions.tsv) $(O)/score.settings
	@echo 'pipelines/gather $(O)/fold-*/seed-*/$(@F) >$@'
	@pipelines/gather $(filter-out %.settings,$^) >$@

$(O)/training.tsv: $(call runs,training.tsv) $(O)/score.settings
	@echo 'pipelines/gather $(O)/fold-*/seed-*/$(@F) >$@'
	@pipelines/gather $(filter-out %.settings,$^) >$@

# ---- scores and report ----

$(O)/summary.tsv $(O)/confusion.tsv $(O)/confusion.png $(O)/confusion.svg $(O)/scores.txt &: $(O)/predictions.tsv $(B)/confmat
	confmat -S $(O)/summary.tsv -C $(O)/confusion.tsv -o $(O)/confusion.png -o $(O)/confusion.svg $< >$(O)/scores.txt

$(O)/training.svg $(O)/training.png &: $(O)/training.tsv pipelines/plot-training
	pipelines/plot-training $< $(O)/training.svg $(O)/training.png

$(O)/settings: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' 'VERSION = $(VERSION)' 'COMMAND = $(COMMAND)' 'CORPUS = $(CORPUS)' 'RECIPE = $(RECIPE)' 'TARGET = $(TARGET)' 'SEEDS = $(SEEDS)' 'SCORE = $(SCORE)' 'FOLDS = $(FOLDS)' 'SCALE = $(SCALE)' 'FRONT = $(or $(FRONT),the default of wav2fbank)' 'NORM = $(NORM)' 'LENGTH = $(LENGTH)' 'NETWORK = $(NETWORK)' 'EPOCHS = $(EPOCHS)' 'BATCH = $(BATCH)' 'RATE = $(RATE)' 'TRAIN = $(TRAIN)' | $(call keep,$@)

$(O)/report.html: $(O)/summary.tsv $(O)/confusion.svg $(O)/training.svg $(O)/folds.tsv $(O)/settings pipelines/report
	pipelines/report $(O) >$@

experiment: $(O)/report.html
	@cat $(O)/scores.txt
	@echo
	@echo 'report: $(O)/report.html'

FORCE:
.PHONY: corpus experiment FORCE
.DEFAULT_GOAL = experiment
