/** The models that are measured: generated ones as ordinary bundles in a cache folder, and the bundled ones. */
@NullMarked
package io.tributary.bench.bundle;

import org.jspecify.annotations.NullMarked;
