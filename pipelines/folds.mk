# The folds of an experiment, and what is scored of each.

# With FROM, only these corpora and those of TEST; what TEST names is held out as a
# whole, unless it is FROM as well.
held    = $(if $(filter-out $(FROM),$(TEST)),$(TEST))
hold   := $(subst +,$(comma),$(held))
only   := $(if $(FROM),corpus=$(subst +,$(comma),$(FROM)$(addprefix +,$(held))))
select := $(strip $(if $(hold),-b corpus --hold $(hold)) $(only:%=--only %))

# As many folds as the corpus has sessions, unless FOLDS says otherwise.  The lists
# are counted once: rules ask for them hundreds of times.
GROUPS  := $(shell pipelines/corpora/groups $(table) $(GROUP) $(TARGET) $(only) 2>/dev/null)
FOLDS    = $(if $(hold),1,$(GROUPS))
FOLDLIST := $(shell seq 1 $(FOLDS) 2>/dev/null)
SEEDLIST := $(shell seq 1 $(if $(filter linear,$(TRAINER)),1,$(SEEDS)) 2>/dev/null)
split    = $(strip foldsplit $(select) $(if $(hold),,-b $(GROUP) -k $(FOLDS)) -t $(TARGET) $(SPLIT))

ifeq ($(MEMBERS),)
$(O)/folds.tsv: | $(features) $(B)/foldsplit
	@mkdir -p $(@D)
	$(call shown,$(split) -l <$(features) >$@)
	@$(call place,pass)$(call begin,$@) $(split) -l <$(features) $(call into,$@)
endif

# The folds of an experiment within the training part of fold F, which divide its
# speakers: $(call inner,F) is what takes a part of it, as $(outer) of all.  Of fold 0,
# which make search has, that part is the whole corpus, without what TEST holds out.
INNER     = 3
INNERLIST := $(if $(MEMBER-OF)$(within),$(shell seq 1 $(INNER) 2>/dev/null))
INNERFOR  = $(if $(within),0) $(FOLDLIST)
# With BALANCE, training parts have records of small corpora more than once.
even      = $(if $(filter corpus,$(BALANCE)), --even corpus)
outer     = $(split) -q$(even) <$(features)
undivided = $(if $(hold),,$(filter 0,$(1)))
training  = $(if $(undivided),cat $(features),$(split) -q -f $(if $(hold),1,$(1)) -p train <$(features))
inner     = $(training) | foldsplit -q $(if $(filter 0,$(1)),$(only:%=--only %) )-b speaker -k $(INNER) -t $(TARGET)$(even)

# What is scored of a fold.
part   = $(if $(filter heldout,$(SCORE)),heldout,test)
halves = $(if $(filter heldout,$(SCORE)),dev test,test)

# $(call runs,NAME): that file of every seed and fold.
run  = $(O)/fold-$(1)/seed-$(2)
runs = $(foreach s,$(SEEDLIST),$(foreach f,$(FOLDLIST),$(call run,$(f),$(s))/$(1)))
# Trainings side by side.
all-runs := $(patsubst 0,1,$(words $(foreach s,$(SEEDLIST),$(FOLDLIST))))

gathered = $(O)/predictions.tsv $(if $(filter cnn,$(TRAINER)),$(O)/training.tsv)
$(gathered): $(O)/%.tsv:
	$(call shown,pipelines/gather $(words $(SEEDLIST)) x $(words $(FOLDLIST)) runs >$@)
	@$(call begin,$@) pipelines/gather $(call runs,$*.tsv) $(call into,$@)
$(O)/predictions.tsv: | $(call runs,predictions.tsv)
$(O)/training.tsv: | $(call runs,training.tsv)

# Columns of the table that predictions have, too.
more := $(addprefix -a ,$(if $(looked),$(shell pipelines/corpora/columns $(table) $(TARGET) 2>/dev/null)))

# Predictions for the speakers of a training part, none of whom its model knows.
inner-runs = $(INNERLIST:%=$(O)/fold-$(1)/inner/fold-%/seed-1/predictions.tsv)
define inner-table
$(O)/fold-$(1)/inner/predictions.tsv: | $(inner-runs)
	$$(call shown,pipelines/gather $(words $(INNERLIST)) inner runs >$$@)
	@$$(call begin,$$@) pipelines/gather $$| $$(call into,$$@)
endef
$(foreach f,$(FOLDLIST),$(if $(INNERLIST),$(eval $(call inner-table,$(f)))))

# Set by make inner and make search.
within =
inner: $(FOLDLIST:%=$(O)/fold-%/inner/predictions.tsv)
	@printf 'inner: %s\n' $^

# What make search does of a trial: CELLS are words F, the predictions of that fold,
# and F/I, those of an inner fold of it.
CELLS =
cell  = $(if $(findstring /,$(1)),$(O)/fold-$(subst /,/inner/fold-,$(1))/seed-1/predictions.tsv,$(SEEDLIST:%=$(call run,$(1),%)/predictions.tsv))
cells: $(foreach c,$(CELLS),$(call cell,$(c)))
facts: sum
	@echo $(words $(FOLDLIST)) $(INNER) $(features)
.PHONY: cells facts

# As a member of another recipe: predictions of all folds, and within each.
member-experiment: $(O)/predictions.tsv $(O)/folds.tsv $(FOLDLIST:%=$(O)/fold-%/inner/predictions.tsv)
member-model: $(O)/predictions.tsv
