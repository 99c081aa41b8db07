# Recipes with a linear model of records of one row, such as functionals.

# By each speaker's own records, with those of the corpus as so many more.
adapted = $(if $(filter speaker,$(ADAPT)), | zscore -g speaker$(comma)bin$(if $(PRIOR), --prior $(PRIOR)))
$(eval $(call settings,$(O)/train.settings,LINEAR$(if $(adapted), ADAPT PRIOR)))

train = lineartrain -q -j $(JOBS) -t $(TARGET) $(LINEAR)
programs = $(B)/foldsplit $(B)/zscore $(B)/lineartrain

# $(call one,DIR,SPLIT,F,S,PARTS): one training, and what it predicts.
define one
$(1)/fold-$(3)/seed-$(4)/model: $(features) $(O)/split.settings $(O)/train.settings $(programs)
	@mkdir -p $$(@D)
	$(2) -f $(3) -p train$(adapted) | $(train) -o $$@

$(1)/fold-$(3)/seed-$(4)/predictions.tsv: $(1)/fold-$(3)/seed-$(4)/model $(if $(5),,$(O)/score.settings) $(B)/cnneval
	$(2) -f $(3) -s $(4) -p $(or $(5),$(if $(filter heldout,$(SCORE)),heldout,test))$(adapted) | cnneval -m $$< -o $$@
endef
$(foreach f,$(FOLDLIST),$(foreach s,$(SEEDLIST),$(eval $(call one,$(O),$(outer),$(f),$(s)))))
$(foreach f,$(FOLDLIST),$(foreach i,$(INNERLIST),$(eval $(call one,$(O)/fold-$(f)/inner,$(call inner,$(f)),$(i),1,heldout))))

model-settings = $(O)/train.settings
trained-by     = LINEAR $(if $(adapted),PRIOR)

# ---- a model for use: trained on the whole corpus ----

$(O)/model-1: $(features) $(O)/train.settings $(programs)
	$(if $(adapted),zscore -g speaker$(comma)bin$(if $(PRIOR), --prior $(PRIOR)) <$<,cat $<) | $(train) -o $@

model: $(O)/model-1
	@echo 'model: $^'
