#include "sound/mix.h"

#include "math/simd.h"

#define MIX(name, type)							\
CLONES void								\
name(const type *restrict x, size_t n, size_t ch, double unit,		\
    float *restrict mono)						\
{									\
	size_t i, c;							\
									\
	if (ch == 1)							\
		for (i = 0; i < n; i++)					\
			mono[i] = (float)x[i] * (float)unit;		\
	else if (ch == 2)						\
		for (i = 0; i < n; i++)					\
			mono[i] = (float)(((double)x[2 * i] +		\
			    x[2 * i + 1]) * (unit / 2));		\
	else								\
		for (i = 0; i < n; i++) {				\
			double sum = 0;					\
									\
			for (c = 0; c < ch; c++)			\
				sum += x[i * ch + c];			\
			mono[i] = (float)(sum * unit / (double)ch);	\
		}							\
}
MIX(mix_int16, int16_t)
MIX(mix_int32, int32_t)
MIX(mix_float, float)

#define TAKE(name, type)						\
CLONES void								\
name(const type *restrict x, size_t n, size_t ch, size_t c,		\
    double unit, float *restrict mono)					\
{									\
	size_t i;							\
									\
	for (i = 0; i < n; i++)						\
		mono[i] = (float)x[i * ch + c] * (float)unit;		\
}
TAKE(mix_take_int16, int16_t)
TAKE(mix_take_int32, int32_t)
TAKE(mix_take_float, float)
