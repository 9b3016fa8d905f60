package io.tributary.fusion.align;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What producers said of single entities: before which time nothing of a modality will come any more. What ends at a time is
 * passed for an entity when each modality that is not silent has passed it, for the partition or for the entity.
 *
 * <p>An entity is looked at when something of it comes, and when the modality that it waits for has come far enough in the
 * partition; so those that wait cost nothing.
 */
final class EntityBounds {
    private final List<String> modalities;
    private final EventTime eventTime;
    private final MomentStore store;
    private final Map<Entity, State> states = new HashMap<>();

    /** By modality, entities that wait for it, and until where it has to come. */
    private final List<Deadlines<Entity>> waiting = new ArrayList<>();

    private final Deadlines<Entity> untilForgotten = new Deadlines<>();
    private final Set<Entity> touched = new LinkedHashSet<>();

    private static final class State {
        private final long[] bounds;
        private long passed = EventTime.NONE;

        State(int modalities) {
            bounds = new long[modalities];
            Arrays.fill(bounds, EventTime.NONE);
        }

        long last() {
            return Arrays.stream(bounds).max().orElseThrow();
        }
    }

    EntityBounds(List<String> modalities, EventTime eventTime, MomentStore store) {
        this.modalities = modalities;
        this.eventTime = eventTime;
        this.store = store;
        modalities.forEach(modality -> waiting.add(new Deadlines<>()));
    }

    /** Takes note that of an entity and a modality nothing older than {@code at} will come any more. */
    void bound(Entity entity, int modality, long at) {
        State state = states.computeIfAbsent(entity, e -> new State(modalities.size()));
        touched.add(entity);
        if (at <= state.bounds[modality]) {
            return;
        }
        untilForgotten.remove(state.last(), entity);
        state.bounds[modality] = at;
        untilForgotten.add(state.last(), entity);
        remember(entity, state);
    }

    /** Takes note that something of an entity arrives. */
    void arrives(Entity entity) {
        State state = states.get(entity);
        if (state != null) {
            touched.add(entity);
            raise(entity, state, passedNow(state));
        }
    }

    boolean has(Entity entity) {
        return states.containsKey(entity);
    }

    /** What ends at this time or before is passed for an entity, as far as its bounds say so. */
    long passed(Entity entity) {
        State state = states.get(entity);
        return state == null ? EventTime.NONE : state.passed;
    }

    /** Looks how far the entities are that something has changed for; their windows may be passed. */
    List<Entity> advance() {
        // Most pipelines have no bounds, and this is asked for every embedding.
        if (states.isEmpty()) {
            return List.of();
        }
        Set<Entity> looked = new LinkedHashSet<>(touched);
        for (int m = 0; eventTime.isHeard() && m < modalities.size(); m++) {
            looked.addAll(waiting.get(m).removeUntil(eventTime.passed(m)));
        }
        for (Entity entity : looked) {
            State state = states.get(entity);
            if (state != null) {
                advance(entity, state);
            }
        }
        touched.clear();
        return List.copyOf(looked);
    }

    /** What is passed is judged when something of the entity comes, or when it closes a window; and stays so. */
    private void advance(Entity entity, State state) {
        long passed = passedNow(state);
        if (passed >= entity.firstEndAfter(EventTime.NONE) || touched.contains(entity)) {
            raise(entity, state, passed);
        }
        long next = entity.firstEndAfter(state.passed);
        if (next < Long.MAX_VALUE) {
            await(entity, state, next);
        }
    }

    private long passedNow(State state) {
        if (!eventTime.isHeard()) {
            return EventTime.NONE;
        }
        long passed = Long.MAX_VALUE;
        for (int m = 0; m < modalities.size(); m++) {
            passed = Math.min(passed, Math.max(eventTime.passed(m), state.bounds[m]));
        }
        return passed;
    }

    private void raise(Entity entity, State state, long passed) {
        if (passed > state.passed) {
            state.passed = passed;
            remember(entity, state);
        }
    }

    private void await(Entity entity, State state, long end) {
        for (int m = 0; m < modalities.size(); m++) {
            if (Math.max(eventTime.passed(m), state.bounds[m]) < end) {
                waiting.get(m).add(end, entity);
                return;
            }
        }
    }

    /** Whether there are bounds that the partition has passed. */
    boolean isDue(long passed) {
        return untilForgotten.isDue(passed);
    }

    /** Forgets bounds that the partition has passed. */
    List<Entity> forget(long passed) {
        List<Entity> forgotten = untilForgotten.removeUntil(passed);
        for (Entity entity : forgotten) {
            states.remove(entity);
            store.delete(StoreKeys.bounds(entity.key()));
        }
        return forgotten;
    }

    private void remember(Entity entity, State state) {
        var bytes = new ByteArrayOutputStream(64);
        var out = new DataOutputStream(bytes);
        try {
            out.writeUTF(entity.name());
            out.writeLong(state.passed);
            for (int m = 0; m < modalities.size(); m++) {
                if (state.bounds[m] != EventTime.NONE) {
                    out.writeUTF(modalities.get(m));
                    out.writeLong(state.bounds[m]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        store.put(StoreKeys.bounds(entity.key()), bytes.toByteArray());
    }

    /** Takes up what {@link #remember} wrote. Modalities there are no longer are left out. */
    void restore(byte[] value, Function<String, Entity> entities) {
        try (var in = new DataInputStream(new ByteArrayInputStream(value))) {
            Entity entity = entities.apply(in.readUTF());
            var state = new State(modalities.size());
            state.passed = in.readLong();
            while (in.available() > 0) {
                int modality = modalities.indexOf(in.readUTF());
                long at = in.readLong();
                if (modality >= 0) {
                    state.bounds[modality] = at;
                }
            }
            states.put(entity, state);
            untilForgotten.add(state.last(), entity);
            // Looked at with the first step; which modality it waits for is then known again.
            waiting.get(0).add(EventTime.NONE, entity);
        } catch (IOException e) {
            throw new UncheckedIOException("the store's bounds cannot be read", e);
        }
    }
}
