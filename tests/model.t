# Model files that are wrong in every way, made by mktensor; cnneval reads them.

tab=$(printf '\t')
# about [NAME[=VALUE]]: the description, with another value or without one.
about() {
	local a
	printf 'key=model'
	for a in frames=4 bins=2 target=label "labels=x${tab}y${tab}z" shape=3 \
	    'network=conv 2 2\; relu\; batchnorm\; dense classes'; do
		[ "${a%%=*}" = "${1-}" ] && continue
		[ "${a%%=*}" = "${1%%=*}" ] && a=$1
		printf ';%s' "$a"
	done
	printf '|*1'
}
head=$(about none)
w1='key=1.conv.weight;shape=2,2,2|#1' b1='key=1.conv.bias;shape=2|#2'
w2='key=3.batchnorm.weight;shape=2|1 1' b2='key=3.batchnorm.bias;shape=2|0 0'
m2='key=3.batchnorm.running_mean;shape=2|0 0' v2='key=3.batchnorm.running_var;shape=2|1 1'
w3='key=4.dense.weight;shape=6,3|#3' b3='key=4.dense.bias;shape=3|#4'

# bad MESSAGE RECORD...: cnneval refuses the model of these records.
bad() {
	local message=$1
	shift
	tests/tools/mktensor "$@" >"$T/m"
	tests/tools/mktensor >"$T/in"
	says "^cnneval: $T/m: $message" 1 cnneval -m "$T/m" <"$T/in"
}

test_good() {
	tests/tools/mktensor "$head" "$w1" "$b1" "$w2" "$b2" "$m2" "$v2" "$w3" "$b3" >"$T/m"
	tests/tools/mktensor 'key=a;shape=4,2|#5' | cnneval -m "$T/m" >"$T/out"
	[ "$(grep -vc '^#' "$T/out")" -eq 1 ]
}

test_wrong_records() {
	bad "there is no record '1.conv.weight'" "$head"
	bad "there is no record '4.dense.bias'" "$head" "$w1" "$b1" "$w2" "$b2" "$m2" "$v2" "$w3"
	bad "record '1.conv.weight' is where the network needs '1.conv.bias'" "$head" "$w1" "$w1"
	bad "record '2.conv.weight' is where the network needs '1.conv.weight'" "$head" 'key=2.conv.weight;shape=2,2,2|#1'
	bad "record '' is where" "$head" 'shape=2,2,2|#1'
	bad "record '1.conv.weight': shape is (8), the network needs (2, 2, 2)" "$head" 'key=1.conv.weight;shape=8|#1'
	bad "record '1.conv.weight': shape is (2, 2, 3), the network needs (2, 2, 2)" "$head" 'key=1.conv.weight;shape=2,2,3|#1'
	bad "record '1.conv.bias': value 1 is nan" "$head" "$w1" 'key=1.conv.bias;shape=2|0 nan'
	bad "record '3.batchnorm.running_var': value 0 is -inf" "$head" "$w1" "$b1" "$w2" "$b2" "$m2" 'key=3.batchnorm.running_var;shape=2|-inf 1'
	bad "record '3.batchnorm.running_var': value 1 is -1$" "$head" "$w1" "$b1" "$w2" "$b2" "$m2" 'key=3.batchnorm.running_var;shape=2|1 -1'
	bad "record 'extra' does not belong to the network" "$head" "$w1" "$b1" "$w2" "$b2" "$m2" "$v2" "$w3" "$b3" 'key=extra;shape=1|1'
}

test_wrong_description() {
	bad "there is no record in it"
	bad "the first record is 'a', not 'model': this is not a model" 'key=a;shape=1|1'
	bad "record 'model' should hold one count for each of the 3 outputs" "$(about shape=4)"
	for name in network labels target frames bins; do
		bad "record 'model' has no attribute '$name'" "$(about "$name")"
	done
	bad "record 'model': frames: 'x' is not a whole number" "$(about frames=x)"
	bad "record 'model': bins: 0 is too small" "$(about bins=0)"
	bad "record 'model': frames: 99999999999 is too large" "$(about frames=99999999999)"
	bad "'mood' is not a target" "$(about target=mood)"
	bad "network: line 1: conv 2 2: input (T=1, C=2) is shorter than the kernel" "$(about frames=1)"
	bad "network: line 1: 'conx' is not a layer" "$(about 'network=conx 2 2')"
	bad "network: line 1: dense 2: output (T=1, C=2) is not one value for each of the 3 classes" "$(about 'network=dense 2')"
	bad "class 2 has no name" "$(about "labels=x$tab${tab}z")"
}
