/** {@code tributary bench} and {@code tributary tune}: how fast the encoders are, beside what, and how to set them. */
@NullMarked
package io.tributary.bench;

import org.jspecify.annotations.NullMarked;
