# The pitch of each file by Praat's "To Pitch (ac)": its defaults, but from low
# to high Hz and with all frames of the file.  Writes to Output: number of the
# file, time, F0 or 0.  With Times above 1 the work is done so often, to be
# timed.
form Pitch
	sentence List files.txt
	sentence Output pitch.tsv
	positive Low 60
	positive High 600
	natural Times 1
endform
names = Read Strings from raw text file: list$
files = Get number of strings
writeFile: output$, ""
for file to files
	selectObject: names
	name$ = Get string: file
	sound = Read from file: name$
	for time to times
		selectObject: sound
		pitch = noprogress To Pitch (ac): 0, low, 15, "no", 0.03, 0.45, 0.01, 0.35, 0.14, high
		if time < times
			removeObject: pitch
		endif
	endfor
	frames = Get number of frames
	for frame to frames
		time = Get time from frame number: frame
		hz = Get value in frame: frame, "Hertz"
		if hz = undefined
			hz = 0
		endif
		appendFileLine: output$, file, tab$, fixed$(time, 6), tab$, fixed$(hz, 3)
	endfor
	removeObject: sound, pitch
endfor
