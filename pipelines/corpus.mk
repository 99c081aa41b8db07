# The corpus of an experiment: a table of its files, and whether they changed.

corpus: tried $(C)/audio.list

# The demo corpus is spoken here; others are where DATA or TABLE says.  What the
# environment has for importers does not count: it would not be recorded.
plan-demo   = COUNT= pipelines/corpora/demo -l $(C)/speech $(SCALE)
import-demo = COUNT= pipelines/corpora/demo $(C)/speech $(SCALE)
import-any  = pipelines/corpora/table $(call quote,$(TABLE))
import      = CLASSES=$(CLASSES) ACTORS=$(ACTORS) LAYOUT=$(call quote,$(LAYOUT)) TARGET=$(call quote,$(TARGET)) pipelines/corpora/$(CORPUS) $(call quote,$(DATA))
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
tries   = TARGET GROUP ADAPT SPLIT KIND FRONT COPIES FILTERS TRAINER NORM PRIOR LENGTH NETWORK BATCH RATE TRAIN INIT FREEZE LINEAR KERNEL RECIPE
trial   = pipelines/trial $(foreach v,$(tries),$(call quote,$(v)=$($(v)))) \
          GOAL=$(GOAL) $(call quote,TABLE=$(or $(TABLE),$(C)/corpus.tsv)) \
          FOLDS=$(if $(filter command,$(firstword $(origin FOLDS))),$(FOLDS))
planned = $(and $(plan-$(CORPUS)),$(if $(TABLE),,planned))
tried: $(if $(planned),,$(C)/corpus.tsv)
	$(if $(MEMBERS),+@for m in $(MEMBERS); do $(again) looked=yes RECIPE=$$m MEMBER-OF=$(O) tried; done)
	@$(if $(planned),$(plan-$(CORPUS)) | $(trial),$(trial) <$(C)/corpus.tsv)
$(if $(planned),$(if $(looked),,$(C)/corpus.tsv: | tried))

.PHONY: corpus tried
