/*
 * winograd.h - the matrices of a short convolution by few multiplications.
 *
 * m outputs of a kernel of K taps are the coefficients of a product of
 * polynomials, which m + K - 1 of its values determine: values are multiplied
 * point by point, instead of m K products (Toom and Cook; Winograd 1980,
 * "Arithmetic complexity of computations", chapter IV; Lavin and Gray 2016,
 * "Fast algorithms for convolutional neural networks", whose F(6, 3) this is
 * for K = 3).  Here with eight points, 0 1 -1 2 -2 1/2 -1/2 and infinity, so
 * m = 9 - K, 2 to 6, and for K = 3, 4, 5 there are 2.25, 2.5, 2.5 times fewer
 * products:
 *
 *	y = A^T ((G g) . (B^T d))	g (K) taps, d (8) inputs, y (m)
 *
 * The functions do many channels at once.  What lies at the points, v and z,
 * has rows `step` floats apart.
 */
#ifndef TONFALL_WINOGRAD_H
#define TONFALL_WINOGRAD_H

#include <stddef.h>

#define WINOGRAD_POINTS 8

/* The value of G for a point and tap k of K. */
float winograd_tap(size_t point, size_t k, size_t K);

/* v (8, C) = B^T d, d (8, C) */
void winograd_input(size_t C, const float *d, float *v, size_t step);

/* d (8, C) = B v, added to the frames that the tile before has written, the
 * first 8 - m. */
void winograd_input_back(size_t m, size_t C, const float *v, size_t step,
    float *d);

/* y (m, O) = A^T z + bias, z (8, O), bias (O) */
void winograd_output(size_t m, size_t O, const float *z, size_t step,
    const float *bias, float *y);

/* z (8, O) = A dy, dy (m, O) */
void winograd_output_back(size_t m, size_t O, const float *dy, float *z,
    size_t step);

#endif
