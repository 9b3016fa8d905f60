/**
 * The demo: every stage in this process, on an embedded broker, over a recording. {@code Demo} is the sequence,
 * {@code Tally} counts what comes out of the topics, {@code Truth} compares it with the recording's labels.
 */
@NullMarked
package io.tributary.app.demo;

import org.jspecify.annotations.NullMarked;
