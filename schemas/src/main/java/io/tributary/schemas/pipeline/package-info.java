/** Pipeline files: which modalities there are, how they are aligned, what is decided and where decisions go. */
@NullMarked
package io.tributary.schemas.pipeline;

import org.jspecify.annotations.NullMarked;
