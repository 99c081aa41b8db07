"""openSMILE's functionals from Python: functionals.py SET FILE...

Processor time of all files, by one thread, each read and processed as its page shows it;
starting, importing and a first file do not count.
"""
import os, sys, time

# One folder of the path is this script's, where opensmile.py is another program.
sys.path = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]
import opensmile

smile = opensmile.Smile(feature_set=getattr(opensmile.FeatureSet, sys.argv[1]),
                        feature_level=opensmile.FeatureLevel.Functionals)
smile.process_file(sys.argv[2])
start = time.process_time()
for path in sys.argv[2:]:
    smile.process_file(path)
print(f"cpu\t{time.process_time() - start:.6g}\ts")
