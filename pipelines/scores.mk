# Scores and report of an experiment.

# Those of classes, or else of the first number, are in summary.tsv and scores.txt;
# those of the other numbers in summary-NAME.tsv and scores-NAME.txt.
main    = $(if $(classes),,$(firstword $(numbers)))
suffix  = $(if $(filter $(main),$(1)),,-$(1))
scored  = $(O)/scores.txt $(foreach n,$(filter-out $(main),$(numbers)),$(O)/scores-$(n).txt)
scatter = $(foreach n,$(numbers),$(O)/scatter-$(n).png $(O)/scatter-$(n).svg)
# Scores of each value of the columns that pipelines/groupings names, too.
by      = $${by:+--by "$$by"}
set-by  = by=$$(pipelines/groupings $(O)/predictions.tsv); fair=$$([[ ,$$by, != *,gender,* ]] || echo gender)
# That nothing was known of the speakers is not said where that is not sure.
qualify = pipelines/doubts -s $(O)
# $(call number-files,NAME)
number-files  = $(O)/summary$(suffix).tsv $(O)/scores$(suffix).txt $(O)/scatter-$(1).png $(O)/scatter-$(1).svg
number-scores = regscore $(by) -t $(1) -S $(O)/summary$(suffix).tsv -o $(O)/scatter-$(1).png -o $(O)/scatter-$(1).svg $(O)/predictions.tsv
define number
$(number-files) &: | $(O)/predictions.tsv $(B)/regscore
	$$(call shown,$$(subst $$(by),--by ...,$$(call number-scores,$(1))) >$(O)/scores$(suffix).txt)
	@$$(call place,score)$$(call begin,$(O)/scores$(suffix).txt) $$(set-by); $$(call number-scores,$(1)) | $$(qualify) $$(call into,$(O)/scores$(suffix).txt)
endef
$(foreach n,$(numbers),$(eval $(call number,$(n))))

plots = $(if $(classes),$(O)/confusion.png $(O)/confusion.svg)
calibration = $(if $(classes),$(O)/calibration.svg)
score = confmat $(by)$${fair:+ --fair $$fair} -S $(O)/summary.tsv -C $(O)/confusion.tsv $(plots:%=-o %) -r $(calibration) $(O)/predictions.tsv

ifneq ($(classes),)
$(O)/summary.tsv $(O)/confusion.tsv $(plots) $(calibration) $(O)/scores.txt &: | $(O)/predictions.tsv $(B)/confmat
	$(call shown,$(subst $(by)$${fair:+ --fair $$fair},--by ...,$(score)) >$(O)/scores.txt)
	@$(call place,score)$(call begin,$(O)/scores.txt) $(set-by); $(score) | $(qualify) $(call into,$(O)/scores.txt)
endif

$(O)/training.svg $(O)/training.png &: | $(O)/training.tsv $(O)/summary.tsv
	$(call shown,pipelines/plot-training $(O)/training.tsv $(O)/training.svg $(O)/training.png)
	@pipelines/plot-training -T '$(CORPUS)' -c "$$(awk '$$1 == "uar_baseline" { print $$2 }' $(O)/summary.tsv)" $(O)/training.tsv $(O)/training.svg $(O)/training.png

curves = $(if $(filter cnn,$(TRAINER)),$(O)/training.tsv $(O)/training.svg $(O)/frames)

# Of each recording its sound and how long it is; a fusion has its members' features.
ifeq ($(MEMBERS),)
clips = pipelines/clips $(table) $(features)
$(O)/clips.tsv: | $(table) $(features) $(B)/tensorinfo
	$(call shown,$(clips) >$@)
	@$(call place,pass)$(call begin,$@) $(clips) $(call into,$@)
else
$(O)/clips.tsv: | $(O)/members/$(firstword $(MEMBERS))/clips.tsv
	cp $(O)/members/$(firstword $(MEMBERS))/clips.tsv $@
endif
member-experiment: $(O)/clips.tsv

# Why the surest mistake was made: by the model that made it, which did not know the
# recording.  Of a fusion or of numbers there is none.
ifneq ($(if $(MEMBERS),,$(classes)),)
$(O)/explained.tsv: more =
$(O)/explained.tsv: | $(features) $(O)/predictions.tsv $(O)/summary.tsv $(O)/confusion.tsv $(O)/run.tsv $(B)/cnneval
	$(call shown,pipelines/report --surest $(O) | ... cnneval --explain >$@)
	@$(call place,predict)$(call begin,$@) IFS=$$'\t' read -r key f s < <(pipelines/report --surest $(O)) || :; \
	    { [ -z "$$key" ] || $(outer) -f "$$f" -p heldout | $(call recognise,$(O),$$f,$$s) --explain "$$key" || :; } $(call into,$@)
explained = $(O)/explained.tsv
endif

# The report as a page, for LaTeX, and the paragraph for a paper.  Another report makes
# them again, other data cannot.
reports   = $(O)/report.tex $(O)/methods.txt $(O)/report.html
report-as = $(if $(filter %.tex,$(1)),--tex )$(if $(filter %.txt,$(1)),--methods )$(O)
$(reports): $(wildcard pipelines/report pipelines/doubts pipelines/report-parts/*.awk pipelines/text.awk) | $(O)/summary.tsv $(if $(classes),$(O)/confusion.tsv $(O)/confusion.svg) $(calibration) $(scored) $(scatter) $(curves) \
            $(O)/folds.tsv $(O)/clips.tsv $(explained) $(O)/run.tsv
	$(call shown,pipelines/report $(call report-as,$@) >$@)
	@$(call begin,$@) pipelines/report $(call report-as,$@) $(call into,$@)
# It links to the other two.
$(O)/report.html: | $(O)/report.tex $(O)/methods.txt

experiment: $(reports) $(scored) $(plots) $(scatter) $(if $(curves),$(O)/training.png)
	$(last)
	@{ awk 'FNR == 1 && NR > 1 { print "" } 1' $(scored); echo; echo 'report: $(O)/report.html'; \
	    $(if $(LAST-WORD),echo $(call quote,$(LAST-WORD));) }$(print)
