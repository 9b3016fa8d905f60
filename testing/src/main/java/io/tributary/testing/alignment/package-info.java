/** What alignment is, written to be read, beside which the real one is tried: {@code docs/alignment.md} as a program. */
@NullMarked
package io.tributary.testing.alignment;

import org.jspecify.annotations.NullMarked;
