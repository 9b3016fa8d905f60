/** Raw topics to embeddings. */
@NullMarked
package io.tributary.encoders;

import org.jspecify.annotations.NullMarked;
