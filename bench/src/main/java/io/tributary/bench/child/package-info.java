/** Child processes as their parent sees them: started with the same Java and class path, spoken to in lines. */
@NullMarked
package io.tributary.bench.child;

import org.jspecify.annotations.NullMarked;
