/** Texts: checked, tokenized, batched with texts of similar length. */
@NullMarked
package io.tributary.encoders.text;

import org.jspecify.annotations.NullMarked;
