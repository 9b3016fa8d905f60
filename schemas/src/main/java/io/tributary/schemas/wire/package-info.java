/**
 * Bytes on the wire. Writers use Avro in Confluent's framing when a registry is set and Avro's single-object encoding
 * otherwise; readers accept both, and JSON on raw topics. Codecs are written by hand over Avro's generic records: they
 * need none of Avro's own value classes, which 1.12.2 refuses to instantiate unless a validator is composed at start.
 */
@NullMarked
package io.tributary.schemas.wire;

import org.jspecify.annotations.NullMarked;
