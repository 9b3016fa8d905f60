/**
 * The command line. {@link io.tributary.app.Main} lists the commands; each has a class of its own. {@code Settings} is
 * where a process learns how to reach Kafka, {@code StageAssembly} makes the stages of a pipeline from their names, and
 * {@code demo} runs all of them over a recording.
 */
@NullMarked
package io.tributary.app;

import org.jspecify.annotations.NullMarked;
