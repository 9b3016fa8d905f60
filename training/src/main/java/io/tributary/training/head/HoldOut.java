package io.tributary.training.head;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Examples that are fitted, and others that only measure.
 *
 * <p>What is held out is always whole entities: two moments of one person or machine are more alike than those of two, so
 * a random split would flatter. With one entity alone, the last fifth of its time is held out.
 */
record HoldOut(List<Example> fitted, List<Example> held) {
    private static final int FEW = 3_000;

    HoldOut {
        fitted = List.copyOf(fitted);
        held = List.copyOf(held);
    }

    /** As many parts as the settings say, but no more than there are entities. */
    static List<HoldOut> of(List<Example> examples, HeadSettings settings) {
        Set<String> entities = new TreeSet<>();
        examples.forEach(example -> entities.add(example.entity()));
        if (entities.size() == 1) {
            return List.of(byTime(examples));
        }
        int wanted = settings.folds() > 0 ? settings.folds() : examples.size() < FEW ? 5 : 1;
        int parts = Math.min(wanted == 1 ? 5 : wanted, entities.size());
        List<Set<String>> groups = groups(examples, new ArrayList<>(entities), parts, settings.seed());
        return groups.subList(0, wanted == 1 ? 1 : parts).stream()
                .map(group -> byEntity(examples, group))
                .toList();
    }

    /** Entities in a random order, each to the group that has the fewest examples so far. */
    private static List<Set<String>> groups(List<Example> examples, List<String> entities, int parts, long seed) {
        Collections.shuffle(entities, new Random(seed));
        Map<String, Integer> counts = new HashMap<>();
        examples.forEach(example -> counts.merge(example.entity(), 1, Integer::sum));
        List<Set<String>> groups = new ArrayList<>();
        int[] sizes = new int[parts];
        for (int i = 0; i < parts; i++) {
            groups.add(new HashSet<>());
        }
        for (String entity : entities) {
            int smallest = 0;
            for (int i = 1; i < parts; i++) {
                smallest = sizes[i] < sizes[smallest] ? i : smallest;
            }
            groups.get(smallest).add(entity);
            sizes[smallest] += counts.getOrDefault(entity, 0);
        }
        return groups;
    }

    private static HoldOut byEntity(List<Example> examples, Set<String> heldEntities) {
        List<Example> fitted = new ArrayList<>();
        List<Example> held = new ArrayList<>();
        examples.forEach(example -> (heldEntities.contains(example.entity()) ? held : fitted).add(example));
        return new HoldOut(fitted, held);
    }

    private static HoldOut byTime(List<Example> examples) {
        List<Example> ordered = new ArrayList<>(examples);
        ordered.sort(Comparator.comparing(Example::at));
        int cut = Math.max(1, Math.min(ordered.size() - 1, ordered.size() * 4 / 5));
        return new HoldOut(ordered.subList(0, cut), ordered.subList(cut, ordered.size()));
    }
}
