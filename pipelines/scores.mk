# Scores and report of an experiment.

plots = $(O)/confusion.png $(O)/confusion.svg
calibration = $(O)/calibration.svg
score = confmat -S $(O)/summary.tsv -C $(O)/confusion.tsv $(plots:%=-o %) -r $(calibration) $(O)/predictions.tsv

$(O)/summary.tsv $(O)/confusion.tsv $(plots) $(calibration) $(O)/scores.txt &: | $(O)/predictions.tsv $(B)/confmat
	$(call shown,$(score) >$(O)/scores.txt)
	@$(call begin,$(O)/scores.txt) $(score) $(call into,$(O)/scores.txt)

$(O)/training.svg $(O)/training.png &: | $(O)/training.tsv
	pipelines/plot-training $(O)/training.tsv $(O)/training.svg $(O)/training.png

curves = $(if $(filter cnn,$(TRAINER)),$(O)/training.tsv $(O)/training.svg $(O)/frames)
# Another report makes it again, other data cannot.
$(O)/report.html: $(wildcard pipelines/report pipelines/report.awk pipelines/text.awk) | $(O)/summary.tsv $(O)/confusion.tsv $(O)/confusion.svg $(calibration) $(curves) $(O)/folds.tsv $(O)/run.tsv
	$(call shown,pipelines/report $(O) >$@)
	@$(call begin,$@) pipelines/report $(O) $(call into,$@)

experiment: $(O)/report.html $(O)/scores.txt $(plots) $(if $(curves),$(O)/training.png)
	$(last)
	@{ cat $(O)/scores.txt; echo; echo 'report: $(O)/report.html'; \
	    $(if $(LAST-WORD),echo $(call quote,$(LAST-WORD));) }$(print)
