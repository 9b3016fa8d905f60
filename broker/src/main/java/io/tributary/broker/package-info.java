/** An embedded KRaft broker. */
@NullMarked
package io.tributary.broker;

import org.jspecify.annotations.NullMarked;
