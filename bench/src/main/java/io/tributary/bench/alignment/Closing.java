package io.tributary.bench.alignment;

import io.tributary.bench.kafka.Load;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.utils.Utils;

/** Which observation a contestant waits for last before it can decide a moment; its latency counts from there. */
enum Closing {
    /** Every modality is there. Moments that lack one do not count, because what ends the wait for those differs. */
    COMPLETE,
    /** Any modality of the moment's partition is the grace past the window's end. */
    FIRST_MODALITY,
    /** Every modality of every partition is. */
    LAST_MODALITY;

    /** The place among the arrivals of the observation that each moment waits for; moments that wait longer are left out. */
    Map<MomentKey, Integer> places(Workload workload, Stretch stretch) {
        return this == COMPLETE ? whenComplete(workload, stretch) : whenPassed(workload, stretch);
    }

    private static Map<MomentKey, Integer> whenComplete(Workload workload, Stretch stretch) {
        int all = (1 << workload.modalities()) - 1;
        Map<MomentKey, Integer> present = new HashMap<>();
        Map<MomentKey, Integer> places = new HashMap<>();
        for (int place = 0; place < stretch.arrivals().size(); place++) {
            Arrival arrival = stretch.arrivals().get(place);
            var moment = new MomentKey(Workload.entity(arrival.entity()), arrival.windowStart());
            int before = present.getOrDefault(moment, 0);
            int after = arrival.late() ? before : before | 1 << arrival.modality();
            present.put(moment, after);
            if (after == all && before != all) {
                places.put(moment, place);
            }
        }
        return places;
    }

    private Map<MomentKey, Integer> whenPassed(Workload workload, Stretch stretch) {
        long[][] latest = new long[Load.PARTITIONS][workload.modalities()];
        for (long[] times : latest) {
            Arrays.fill(times, Long.MIN_VALUE);
        }
        int[] partitions = partitions(workload);
        long first = firstWindow(stretch);
        int windows = (int) ((stretch.end() - first) / workload.windowMillis());
        int[][] passedAt = new int[Load.PARTITIONS][windows];
        int[] passed = new int[Load.PARTITIONS];
        for (int place = 0; place < stretch.arrivals().size(); place++) {
            Arrival arrival = stretch.arrivals().get(place);
            long[] times = latest[partitions[arrival.entity()]];
            times[arrival.modality()] = Math.max(times[arrival.modality()], arrival.at());
            for (int partition = 0; partition < Load.PARTITIONS; partition++) {
                long clock = clock(latest, partition);
                while (passed[partition] < windows
                        && clock
                                >= first
                                        + (passed[partition] + 1) * workload.windowMillis()
                                        + workload.grace().toMillis()) {
                    passedAt[partition][passed[partition]++] = place;
                }
            }
        }
        Map<MomentKey, Integer> places = new HashMap<>();
        for (MomentKey moment : stretch.expected().keySet()) {
            int partition = partition(moment.entity());
            int window = (int) ((moment.windowStart() - first) / workload.windowMillis());
            if (window < passed[partition]) {
                places.put(moment, passedAt[partition][window]);
            }
        }
        return places;
    }

    private long clock(long[][] latest, int partition) {
        return this == FIRST_MODALITY
                ? Arrays.stream(latest[partition]).max().orElseThrow()
                : Arrays.stream(latest).flatMapToLong(Arrays::stream).min().orElseThrow();
    }

    private static long firstWindow(Stretch stretch) {
        return stretch.expected().keySet().stream()
                .mapToLong(MomentKey::windowStart)
                .min()
                .orElseThrow();
    }

    private static int[] partitions(Workload workload) {
        int[] partitions = new int[workload.entities()];
        for (int entity = 0; entity < partitions.length; entity++) {
            partitions[entity] = partition(Workload.entity(entity));
        }
        return partitions;
    }

    /** Where Kafka's producer sends a key. */
    private static int partition(String entity) {
        return Utils.toPositive(Utils.murmur2(entity.getBytes(StandardCharsets.UTF_8))) % Load.PARTITIONS;
    }
}
