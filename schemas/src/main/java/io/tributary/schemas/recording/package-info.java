/** Recordings: folders of observations and labels, which are replayed, trained on and evaluated. */
@NullMarked
package io.tributary.schemas.recording;

import org.jspecify.annotations.NullMarked;
