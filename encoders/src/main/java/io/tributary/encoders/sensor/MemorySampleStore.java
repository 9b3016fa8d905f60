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
    public long kept() {
        return progress.values().stream().mapToLong(FrameProgress::kept).sum();
    }

    @Override
    public Optional<Sample> at(String entity, long time) {
        return Optional.ofNullable(of(entity).get(time));
    }

    @Override
    public void put(String entity, Sample sample) {
        of(entity).put(sample.time(), sample);
    }

    @Override
    public List<Sample> between(String entity, long from, long to) {
        return to > from ? List.copyOf(of(entity).subMap(from, true, to, false).values()) : List.of();
    }

    @Override
    public OptionalLong firstTime(String entity, long from) {
        Long time = of(entity).ceilingKey(from);
        return time == null ? OptionalLong.empty() : OptionalLong.of(time);
    }

    @Override
    public int removeBefore(String entity, long end) {
        NavigableMap<Long, Sample> old = of(entity).headMap(end, false);
        int removed = old.size();
        old.clear();
        return removed;
    }

    @Override
    public void forget(String entity) {
        progress.remove(entity);
        samples.remove(entity);
    }

    private NavigableMap<Long, Sample> of(String entity) {
        return samples.computeIfAbsent(entity, name -> new TreeMap<>());
    }
}
