# The formants of each file by Praat's "To Formant (burg)": five below 5500 Hz,
# in 25 ms.  Writes to Output: number of the file, time, F1, F2, F3, Hz.
form Formants
	sentence List files.txt
	sentence Output formants.tsv
endform
names = Read Strings from raw text file: list$
files = Get number of strings
writeFile: output$, ""
for file to files
	selectObject: names
	name$ = Get string: file
	sound = Read from file: name$
	formant = noprogress To Formant (burg): 0.01, 5, 5500, 0.025, 50
	frames = Get number of frames
	for frame to frames
		time = Get time from frame number: frame
		f1 = Get value at time: 1, time, "hertz", "Linear"
		f2 = Get value at time: 2, time, "hertz", "Linear"
		f3 = Get value at time: 3, time, "hertz", "Linear"
		appendFileLine: output$, file, tab$, fixed$(time, 6), tab$,
		... fixed$(f1, 2), tab$, fixed$(f2, 2), tab$, fixed$(f3, 2)
	endfor
	removeObject: sound, formant
endfor
