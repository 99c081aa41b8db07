# The folder of a run: its name, what it is of, and its record once it is whole.

# What the settings of a run are called that its members read.
given    = $(foreach v,FRONT COPIES FILTERS NORM PRIOR LENGTH NETWORK EPOCHS BATCH RATE TRAIN LINEAR,\
               $(if $(filter command,$(firstword $(origin $(v)))),$(v)))
reported = VERSION COMMAND CORPUS DATA TABLE $(if $(pooled),MAP) $(if $(several),POOL BALANCE TEST TESTDATA TESTTABLE FROM) CLASSES ACTORS LAYOUT SCALE RECIPE ADAPT TARGET SEEDS SCORE FOLDS GROUP \
           SPLIT KIND FRONT COPIES FILTERS TRAINER $(trained-by)$(if $(MEMBERS), $(filter-out FRONT COPIES FILTERS,$(given)))

# All that decides the result: table, sounds and features by their sums, networks and
# models by what is in them, programs by what they compute, and how these are called.
decides = ADAPT TARGET SEEDS SCORE FOLDS GROUP SPLIT TRAINER $(filter-out NETWORK INIT,$(trained-by)) \
          $(if $(MEMBER-OF)$(within),INNER) $(if $(several),TEST FROM BALANCE)
callers = pipelines/features.mk pipelines/folds.mk pipelines/train-$(TRAINER).mk pipelines/gather
decided = printf '%s\n' $(notdir $(T) $(F)) $(foreach v,$(sort $(decides)),$(call quote,$(v) = $($(v)))); \
    $(if $(filter NETWORK,$(trained-by)),cat $(NETWORK); )$(if $(INIT),sha256sum <$(INIT); )grep -hv '^\#' $(callers)
sum:
	+@{ $(decided); $(foreach m,$(MEMBERS),$(again) RECIPE=$(m) MEMBER-OF=x sum; )} | pipelines/sum $(BUILD) $(uses) $(if $(classes),confmat) $(if $(numbers),regscore)

# The record that the goal ends with.
noted = $(if $(filter whole-experiment,$(MAKECMDGOALS)),run.tsv)$(if $(filter whole-model,$(MAKECMDGOALS)),model.tsv)

# Once: what is there of a run that was interrupted is of the same settings.
begun:
	@mkdir -p $(O)
	@[ -s $(O)/uses ] || { $(call begin,$(O)/uses) printf '%s\n' tables/$(notdir $(T)) $(if $(F),features/$(notdir $(F))) $(call into,$(O)/uses); }
	@[ -s $(O)/settings ] || { $(call begin,$(O)/settings) $(call listed,$(reported)) $(call into,$(O)/settings); }
	$(if $(MEMBERS),+@for m in $(MEMBERS); do $(again) RECIPE=$$m MEMBER-OF=$(O) begun; done)
	$(if $(noted),@pipelines/record -b $(O) $(noted))

# Where each setting is from: CONFIGURED are those of config.mk.
CONFIGURED =
origins = $(foreach v,$(filter-out VERSION COMMAND,$(reported)),$(v):$(if $(filter command,$(firstword $(origin $(v)))),$(if \
              $(filter $(v),$(CONFIGURED)),config.mk,command),$(RECIPE)))
record  = $(call begin,$@) pipelines/record $(O) $(C) $(1) $(origins) $(call into,$@); rm -f $(O)/clock
$(O)/run.tsv: | $(O)/summary.tsv $(O)/folds.tsv
	@$(call record,fold)
$(O)/model.tsv:
	@$(call record,model)

# The run that was made or repeated last.
last = @ln -sfn $(R) $(C)/last

.PHONY: sum begun
