/** Images: checked by their own bytes before anything is decoded, then decoded, resized and normalised. */
@NullMarked
package io.tributary.encoders.image;

import org.jspecify.annotations.NullMarked;
