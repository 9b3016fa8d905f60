/** Heads from recordings, and how good pipelines are. */
@NullMarked
package io.tributary.training;

import org.jspecify.annotations.NullMarked;
