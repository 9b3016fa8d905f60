/**
 * What is measured, each in a process of its own: ONNX Runtime alone, the encoder stage, the obvious way, a copy loop. A
 * subject answers commands that come as lines on standard input, and ends with it.
 */
@NullMarked
package io.tributary.bench.subject;

import org.jspecify.annotations.NullMarked;
