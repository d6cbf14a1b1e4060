// Pictures on the GPU are I420 as in memory, four samples in a texel: RGBA8, width / 4 by height * 3 / 2,
// 0..1, BT.601 limited range, first row on top in memory. A pass draws luma (LUMA defined) or chroma rows,
// four samples in a fragment, so that an output texel and the texel of an input picture have the same place.
// Why packed: on a software GL a texel fetch costs about the same for one sample and for four.

uniform ivec2 size;   // of the picture, in pixels

ivec2 texel() { return ivec2(gl_FragCoord.xy); }

#ifdef LUMA
// First sample of this fragment in its plane.
ivec2 first_sample() { return ivec2(4 * texel().x, texel().y); }
const int SUBSAMPLED = 1;   // pixels of the picture in one sample, along a row
#else
// True for Cb, false for Cr.
bool is_cb() { return texel().y < size.y + size.y / 4; }

// Two rows of chroma lie in one row of texels. (No division: it is slow on a software GL.)
ivec2 first_sample() {
    int row = texel().y - size.y - (is_cb() ? 0 : size.y / 4);
    int odd = texel().x >= size.x / 8 ? 1 : 0;
    return ivec2(4 * (texel().x - odd * (size.x / 8)), 2 * row + odd);
}
const int SUBSAMPLED = 2;
#endif
