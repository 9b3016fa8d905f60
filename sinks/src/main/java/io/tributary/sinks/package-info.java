/** Decisions to the world. */
@NullMarked
package io.tributary.sinks;

import org.jspecify.annotations.NullMarked;
