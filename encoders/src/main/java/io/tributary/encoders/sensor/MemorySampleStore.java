package io.tributary.encoders.sensor;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Samples on the heap: for evaluation without a broker. Used by one thread at a time. */
public final class MemorySampleStore implements SampleStore {
    private final Map<String, FrameProgress> progress = new HashMap<>();
    private final Map<String, NavigableMap<Long, Sample>> samples = new HashMap<>();

    @Override
    public Optional<FrameProgress> progress(String entity) {
        return Optional.ofNullable(progress.get(entity));
    }

    @Override
    public void setProgress(String entity, FrameProgress now) {
        progress.put(entity, now);
    }

    @Override
    public void putIfAbsent(String entity, Sample sample) {
        of(entity).putIfAbsent(sample.time(), sample);
    }

    @Override
    public List<Sample> between(String entity, long from, long to) {
        return List.copyOf(of(entity).subMap(from, true, to, false).values());
    }

    @Override
    public OptionalLong firstTime(String entity, long from) {
        Long time = of(entity).ceilingKey(from);
        return time == null ? OptionalLong.empty() : OptionalLong.of(time);
    }

    @Override
    public void removeBefore(String entity, long end) {
        of(entity).headMap(end, false).clear();
    }

    private NavigableMap<Long, Sample> of(String entity) {
        return samples.computeIfAbsent(entity, name -> new TreeMap<>());
    }
}
