/*
 * mix.h - mix several channels to their mean, or take one of them.
 */
#ifndef TONFALL_MIX_H
#define TONFALL_MIX_H

#include <stddef.h>
#include <stdint.h>

/* mono[i] = unit times x[i][c], of x (n, ch). */
void mix_take_int16(const int16_t *restrict x, size_t n, size_t ch, size_t c,
    double unit, float *restrict mono);
void mix_take_float(const float *restrict x, size_t n, size_t ch, size_t c,
    double unit, float *restrict mono);
void mix_take_int32(const int32_t *restrict x, size_t n, size_t ch, size_t c,
    double unit, float *restrict mono);

/*
 * mono[i] = unit times the mean of x (n, ch) over channels; the sums are exact,
 * those of floats as far as a double goes.
 */
void mix_int16(const int16_t *restrict x, size_t n, size_t ch, double unit,
    float *restrict mono);
void mix_float(const float *restrict x, size_t n, size_t ch, double unit,
    float *restrict mono);
void mix_int32(const int32_t *restrict x, size_t n, size_t ch, double unit,
    float *restrict mono);

#endif
