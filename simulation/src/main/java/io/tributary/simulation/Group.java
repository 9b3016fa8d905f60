package io.tributary.simulation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/** The instances of a stage, and which of them has which partition. */
final class Group {
    private final Stage stage;
    private final SimulatedBroker broker;
    private final List<Member> members = new ArrayList<>();
    private int generation;

    Group(Stage stage, int instances, SimulatedBroker broker, boolean exactlyOnce) {
        this.stage = stage;
        this.broker = broker;
        for (int slot = 0; slot < instances; slot++) {
            members.add(new Member(this, slot, broker, exactlyOnce));
        }
    }

    Stage stage() {
        return stage;
    }

    List<Member> members() {
        return members;
    }

    int generation() {
        return generation;
    }

    /**
     * Gives the partitions to those that are alive and not expelled, after these have handed in what they have.
     *
     * @param expelled the group goes on without it, and it does not know
     * @param chance a number from 0 to the argument less 1
     */
    void rebalance(Set<Member> expelled, IntUnaryOperator chance) {
        List<Member> present = new ArrayList<>(members.stream()
                .filter(Member::isAlive)
                .filter(member -> !expelled.contains(member))
                .toList());
        present.forEach(Member::handOver);
        generation++;
        List<Set<Integer>> shares = new ArrayList<>();
        present.forEach(member -> shares.add(new HashSet<>()));
        for (int partition = 0; partition < broker.partitions() && !present.isEmpty(); partition++) {
            shares.get(chance.applyAsInt(present.size())).add(partition);
        }
        for (int i = 0; i < present.size(); i++) {
            present.get(i).join(shares.get(i));
        }
    }

    /** Those that the group has gone on without, and that do not know. */
    Set<Member> unaware() {
        Set<Member> unaware = new HashSet<>(members);
        unaware.removeIf(member -> !member.isUnaware());
        return unaware;
    }

    /** Whether some partition has nobody that works on it. */
    boolean needsRebalance() {
        return members.stream()
                        .filter(Member::isCurrent)
                        .mapToInt(Member::assigned)
                        .sum()
                < broker.partitions();
    }

    @Override
    public String toString() {
        return stage.name();
    }
}
