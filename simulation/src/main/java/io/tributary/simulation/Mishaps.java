package io.tributary.simulation;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What goes wrong, as often as {@link Faults} says. */
final class Mishaps {
    private static final int LONGEST_JUMP_MILLIS = 60_000;
    private static final int LONGEST_PAUSE_STEPS = 300;

    private final SimulatedBroker broker;
    private final List<Group> groups;
    private final List<Arrival> arrived;
    private final Faults faults;
    private final Random random;
    private final Trace trace;
    private final Map<Group, Integer> pausedUntil = new HashMap<>();

    /** @param arrived grows as records arrive */
    Mishaps(
            SimulatedBroker broker,
            List<Group> groups,
            List<Arrival> arrived,
            Faults faults,
            Random random,
            Trace trace) {
        this.broker = broker;
        this.groups = groups;
        this.arrived = arrived;
        this.faults = faults;
        this.random = random;
        this.trace = trace;
    }

    boolean pause(Group group) {
        return pausedUntil.getOrDefault(group, 0) > trace.steps();
    }

    /** Ends every pause. */
    void end() {
        pausedUntil.clear();
    }

    private void rebalance(Group group, Set<Member> without) {
        trace.count(Trace.Event.REBALANCE);
        group.rebalance(without, random::nextInt);
    }

    /** Does what a number from 0 to 999 says should go wrong, if it says so and it can. */
    boolean happen(int drawn) {
        int left = drawn - faults.crashes();
        if (left < 0) {
            return with(Member::isAlive, "crashes", this::crash);
        }
        left -= faults.rebalances();
        if (left < 0) {
            Group group = groups.get(random.nextInt(groups.size()));
            trace.add(broker.clock().millis(), group + " is rebalanced");
            rebalance(group, group.unaware());
            return true;
        }
        left -= faults.expulsions();
        if (left < 0) {
            return with(Member::isCurrent, "is expelled and does not know", this::expel);
        }
        left -= faults.unheardCommits();
        if (left < 0) {
            return with(Member::canCommit, "commits and does not hear of it", this::commitUnheard);
        }
        left -= faults.failedCommits();
        if (left < 0) {
            return with(Member::isBusy, "fails to commit", this::startOver);
        }
        return laterFault(left);
    }

    private boolean laterFault(int drawn) {
        int left = drawn - faults.pauses();
        if (left < 0) {
            Group group = groups.get(random.nextInt(groups.size()));
            trace.add(broker.clock().millis(), group + " pauses");
            pausedUntil.put(group, trace.steps() + random.nextInt(LONGEST_PAUSE_STEPS));
            return true;
        }
        left -= faults.clockJumps();
        if (left < 0) {
            trace.add(broker.clock().millis(), "the clock jumps");
            broker.clock().advance(Duration.ofMillis(random.nextInt(LONGEST_JUMP_MILLIS)));
            return true;
        }
        left -= faults.repetitions();
        if (left < 0 && !arrived.isEmpty()) {
            trace.add(broker.clock().millis(), "a record arrives again");
            broker.append(arrived.get(random.nextInt(arrived.size())).record(), null);
            return true;
        }
        return false;
    }

    private boolean with(Predicate<Member> condition, String what, Consumer<Member> action) {
        List<Member> members = groups.stream()
                .flatMap(group -> group.members().stream())
                .filter(condition)
                .toList();
        if (members.isEmpty()) {
            return false;
        }
        Member member = members.get(random.nextInt(members.size()));
        trace.add(broker.clock().millis(), member + " " + what);
        action.accept(member);
        return true;
    }

    private void crash(Member member) {
        trace.count(Trace.Event.CRASH);
        trace.count(Trace.Event.REDELIVERY);
        member.crash();
    }

    private void expel(Member member) {
        Set<Member> without = member.group().unaware();
        without.add(member);
        rebalance(member.group(), without);
    }

    private void commitUnheard(Member member) {
        trace.count(Trace.Event.REDELIVERY);
        if (!member.commitUnheard()) {
            trace.count(Trace.Event.FENCED);
        }
    }

    private void startOver(Member member) {
        trace.count(Trace.Event.REDELIVERY);
        member.startOver();
    }
}
