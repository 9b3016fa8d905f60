package io.tributary.encoders;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Metrics;

/**
 * What an encoder stage counts, in Micrometer's global registry; nothing is kept unless a registry was added to that.
 *
 * @param embedded {@code tributary.encoder.records}, outcome embedded
 * @param rejected {@code tributary.encoder.records}, outcome rejected: those that became dead letters
 * @param batches {@code tributary.encoder.batch.records}: records that are encoded together and delivered in one
 *     transaction
 */
record EncoderMetrics(Counter embedded, Counter rejected, DistributionSummary batches) {
    static EncoderMetrics of(String stage) {
        return new EncoderMetrics(
                Metrics.counter("tributary.encoder.records", "stage", stage, "outcome", "embedded"),
                Metrics.counter("tributary.encoder.records", "stage", stage, "outcome", "rejected"),
                Metrics.summary("tributary.encoder.batch.records", "stage", stage));
    }
}
