/** Seeded inputs: texts, pictures and readings, numbered, so that every process makes the same of the same number. */
@NullMarked
package io.tributary.bench.load;

import org.jspecify.annotations.NullMarked;
