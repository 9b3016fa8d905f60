/** How good decisions are: counts of what was said against what was true, and the figures made of them. */
@NullMarked
package io.tributary.training.evaluation;

import org.jspecify.annotations.NullMarked;
