// The person of the frame over a background.

uniform sampler2D frame;   // picture
uniform sampler2D alpha;   // RGBA8, width / 4 by height, four samples in a texel: 0 = background .. 1 = person

vec4 frame_samples() { return texelFetch(frame, texel(), 0); }

vec4 alpha_samples() {
#ifdef LUMA
    return texelFetch(alpha, texel(), 0);
#else
    // Four samples of chroma cover eight pixels in each of two rows.
    ivec2 at = ivec2(first_sample().x / 2, 2 * first_sample().y);
    vec4 left = texelFetch(alpha, at, 0) + texelFetch(alpha, at + ivec2(0, 1), 0);
    vec4 right = texelFetch(alpha, at + ivec2(1, 0), 0) + texelFetch(alpha, at + ivec2(1, 1), 0);
    return 0.25 * vec4(left.xz + left.yw, right.xz + right.yw);
#endif
}

// One column of a small texture (Y', Cb, Cr), between its rows.
float small_column(sampler2D small, int column, float row) {
    ivec2 last = textureSize(small, 0) - 1;
    int x = clamp(column, 0, last.x), y = int(floor(row));
    vec4 above = texelFetch(small, ivec2(x, clamp(y, 0, last.y)), 0);
    vec4 below = texelFetch(small, ivec2(x, clamp(y + 1, 0, last.y)), 0);
    vec4 value = mix(above, below, row - float(y));
#ifdef LUMA
    return value.r;
#else
    return is_cb() ? value.g : value.b;
#endif
}

// Bilinear enlargement of a texture of 1 / SCALE of the picture's size to the four samples of this fragment.
vec4 enlarged(sampler2D small) {
    const float step = float(SUBSAMPLED) / float(SCALE);
    vec2 at = (vec2(first_sample()) + 0.5) * step - 0.5;
    int x = int(floor(at.x));
    float a = small_column(small, x, at.y);
    float b = small_column(small, x + 1, at.y);
    vec4 along = at.x - float(x) + step * vec4(0.0, 1.0, 2.0, 3.0);
    vec4 value = a + (b - a) * clamp(along, 0.0, 1.0);
    if (step > 0.125) {
        float c = small_column(small, x + 2, at.y);
        value += (c - b) * clamp(along - 1.0, 0.0, 1.0);
        if (step > 0.25) value += (small_column(small, x + 3, at.y) - c) * clamp(along - 2.0, 0.0, 1.0);
    }
    return value;
}
