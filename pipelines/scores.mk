# Scores and report of an experiment.

plots = $(O)/confusion.png $(O)/confusion.svg
calibration = $(O)/calibration.svg
score = confmat -S $(O)/summary.tsv -C $(O)/confusion.tsv $(plots:%=-o %) -r $(calibration) $(O)/predictions.tsv

$(O)/summary.tsv $(O)/confusion.tsv $(plots) $(calibration) $(O)/scores.txt &: $(O)/predictions.tsv $(B)/confmat
	$(call shown,$(score) >$(O)/scores.txt)
	@$(call begin,$(O)/scores.txt) $(score) $(call into,$(O)/scores.txt)

$(O)/training.svg $(O)/training.png &: $(O)/training.tsv pipelines/plot-training
	pipelines/plot-training $< $(O)/training.svg $(O)/training.png

reported = VERSION COMMAND CORPUS DATA TABLE CLASSES ACTORS LAYOUT SCALE RECIPE ADAPT TARGET SEEDS SCORE FOLDS GROUP \
           SPLIT KIND FRONT COPIES FILTERS TRAINER $(trained-by)
$(eval $(call settings,$(O)/settings,$(reported)))

# What is there of other settings makes room for what comes next.
models-of = $(C)/corpus.tsv $(C)/audio.list $(if $(MEMBERS),,$(F)/$(KIND).settings) $(model-settings)
settings-experiment settings-model: settings-%: $(models-of)
	@$(call listed,$(reported)) | pipelines/aside $* $(O) $^ $(if $(filter cnn,$(TRAINER)),$(NETWORK))

curves = $(if $(filter cnn,$(TRAINER)),$(O)/training.tsv $(O)/training.svg $(O)/frames)
$(O)/report.html: $(O)/summary.tsv $(O)/confusion.tsv $(O)/confusion.svg $(calibration) $(curves) $(O)/folds.tsv $(O)/settings $(wildcard pipelines/report pipelines/report.awk pipelines/text.awk)
	$(call shown,pipelines/report $(O) >$@)
	@$(call begin,$@) pipelines/report $(O) $(call into,$@)

experiment: $(O)/report.html $(O)/scores.txt $(plots) $(if $(curves),$(O)/training.png)
	@cat $(O)/scores.txt
	@echo
	@echo 'report: $(O)/report.html'
	$(if $(LAST-WORD),@echo $(call quote,$(LAST-WORD)))
