/** The command line, configuration and the demo. */
@NullMarked
package io.tributary.app;

import org.jspecify.annotations.NullMarked;
