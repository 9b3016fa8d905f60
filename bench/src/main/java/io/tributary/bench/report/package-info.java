/** The report: machine, tables and goals as text and as JSON. */
@NullMarked
package io.tributary.bench.report;

import org.jspecify.annotations.NullMarked;
