/** Embeddings to moments to decisions. */
@NullMarked
package io.tributary.fusion;

import org.jspecify.annotations.NullMarked;
