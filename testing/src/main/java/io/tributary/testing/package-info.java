/** Fixtures for the tests of every module. */
@NullMarked
package io.tributary.testing;

import org.jspecify.annotations.NullMarked;
