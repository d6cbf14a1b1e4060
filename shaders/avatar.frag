#version 330 core
// Draws a bent drawing (premultiplied) over its part of the background; the part is a picture of its own.

#include "lib/picture.glsl"

uniform sampler2D background;   // picture: what lies behind
uniform sampler2D drawing;      // RGBA8: Y', Cb, Cr (BT.601, limited range) and alpha, premultiplied
uniform sampler2D field;        // RG32F, width / 4 + 1 by height: where in the drawing each fourth pixel is found, in texels
out vec4 colour;

vec4 drawn(vec2 at) { return texture(drawing, (at + 0.5) / vec2(textureSize(drawing, 0))); }

#ifdef LUMA
void main() {
    vec2 first = texelFetch(field, texel(), 0).rg;
    vec2 across = 0.25 * (texelFetch(field, texel() + ivec2(1, 0), 0).rg - first);
    vec4 a = drawn(first), b = drawn(first + across), c = drawn(first + 2.0 * across), d = drawn(first + 3.0 * across);
    colour = texelFetch(background, texel(), 0) * (1.0 - vec4(a.a, b.a, c.a, d.a)) + vec4(a.r, b.r, c.r, d.r);
}
#else
// A sample of chroma lies in the middle of four pixels.
vec2 found(int column, int row) {
    return 0.5 * (texelFetch(field, ivec2(column, row), 0).rg + texelFetch(field, ivec2(column, row + 1), 0).rg);
}

void main() {
    ivec2 at = ivec2(first_sample().x / 2, 2 * first_sample().y);
    vec2 one = found(at.x, at.y), two = found(at.x + 1, at.y), three = found(at.x + 2, at.y);
    vec2 left = 0.125 * (two - one), right = 0.125 * (three - two);
    vec4 a = drawn(one + left), b = drawn(one + 5.0 * left), c = drawn(two + right), d = drawn(two + 5.0 * right);
    vec4 value = is_cb() ? vec4(a.g, b.g, c.g, d.g) : vec4(a.b, b.b, c.b, d.b);
    colour = texelFetch(background, texel(), 0) * (1.0 - vec4(a.a, b.a, c.a, d.a)) + value;
}
#endif
