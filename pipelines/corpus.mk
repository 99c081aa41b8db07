# The corpus of an experiment: a table of its files and a list of what they are, in
# tables/SUM by the sum of both; tables/last leads to those that are used now.

N := $(C)/tables/new
corpus: tried $(N)/audio.list
	@pipelines/settle $(N)

# Set where the corpus has been seen to.
looked =
T := $(C)/tables/$(if $(looked),$(shell readlink $(C)/tables/last))
table := $(T)/corpus.tsv

# The demo corpus is spoken here; others are where DATA or TABLE says.  What the
# environment has for importers does not count: it would not be recorded.
plan-demo   = COUNT= pipelines/corpora/demo -l $(C)/speech $(SCALE)
import-demo = COUNT= pipelines/corpora/demo $(C)/speech $(SCALE)
import-any  = pipelines/corpora/table $(call quote,$(TABLE))
import      = CLASSES=$(CLASSES) ACTORS=$(ACTORS) LAYOUT=$(call quote,$(LAYOUT)) TARGET=$(call quote,$(TARGET)) pipelines/corpora/$(CORPUS) $(call quote,$(DATA))
import-several = pipelines/pooled $(1)$(C)/speech $(foreach v,CORPUS DATA TABLE TEST TESTDATA TESTTABLE POOL CLASSES ACTORS LAYOUT SCALE TARGET,$(call quote,$(v)=$($(v)))) $(map)
map         = MAP=$(if $(filter-out none,$(MAP)),$(or $(wildcard $(if $(findstring /,$(MAP)),,pipelines/maps/$(MAP))),$(MAP)),none)
imports     = $(if $(pooled),$(import-several),$(if $(TABLE),$(import-any),$(or $(import-$(CORPUS)),$(import))))
plan        = $(if $(pooled),$(if $(filter demo,$(corpora)),$(call import-several,-l )),$(if $(TABLE),,$(plan-$(CORPUS))))

# Once: it may have something to say.
$(N)/corpus.tsv: $(if $(looked),,FORCE)
	@mkdir -p $(@D)
	@$(call begin,$@) $(imports) $(call into,$@)

$(N)/audio.list: $(N)/corpus.tsv FORCE
	@$(call begin,$@) pipelines/corpora/files $< $(if $(pooled),,$(call quote,$(TABLE))) $(call into,$@)

# Whatever else can be wrong with the settings is found before work is begun; for
# the demo corpus that is before it is spoken.
tries   = SCALE TARGET OUT CORPUS FROM TEST GROUP ADAPT SPLIT KIND FRONT COPIES FILTERS TRAINER NORM PRIOR LENGTH NETWORK BATCH RATE TRAIN INIT FREEZE LINEAR KERNEL RECIPE $(if $(filter command,$(firstword $(origin CHANGES))),CHANGES)
trial   = pipelines/trial $(foreach v,$(tries),$(call quote,$(v)=$($(v)))) \
          GOAL=$(GOAL) INNER=$(INNER) $(call quote,TABLE=$(or $(if $(pooled),,$(TABLE)),$(N)/corpus.tsv)) SELECT='$(select)' \
          FOLDS=$(if $(filter command,$(firstword $(origin FOLDS))),$(FOLDS))
planned = $(if $(plan),planned)
tried: $(if $(planned),,$(N)/corpus.tsv)
	$(if $(MEMBERS),+@for m in $(MEMBERS); do $(again) looked=yes RECIPE=$$m MEMBER-OF=$(O) tried; done)
	@$(if $(planned),$(plan) 2>/dev/null | $(trial),$(trial) <$(N)/corpus.tsv)
$(if $(planned),$(if $(looked),,$(N)/corpus.tsv: | tried))

.PHONY: corpus tried
