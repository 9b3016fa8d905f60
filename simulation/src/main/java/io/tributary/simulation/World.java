package io.tributary.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** All instances of all stages, the producers and what goes wrong: does one step after the other, as a seed draws them. */
final class World {
    private static final int LONGEST_STEP_MILLIS = 30;
    private static final int LONGEST_JUMP_MILLIS = 60_000;
    private static final int LONGEST_PAUSE_STEPS = 300;
    private static final int MOST_STEPS_TO_THE_END = 1_000_000;

    private final SimulatedBroker broker;
    private final List<Group> groups;
    private final Deque<Arrival> arrivals;
    private final List<Arrival> arrived = new ArrayList<>();
    private final Faults faults;
    private final Random random;
    private final Trace trace;
    private final Map<Group, Integer> pausedUntil = new HashMap<>();

    World(SimulatedBroker broker, List<Group> groups, List<Arrival> arrivals, Faults faults, long seed, Trace trace) {
        this.broker = broker;
        this.groups = List.copyOf(groups);
        this.arrivals = new ArrayDeque<>(arrivals);
        this.faults = faults;
        this.random = new Random(seed);
        this.trace = trace;
    }

    private record Step(String name, Runnable action) {}

    /** Until everything has arrived and was worked on, or so many steps were done. */
    void run(int most) {
        while (trace.steps() < most) {
            broker.clock().advance(Duration.ofMillis(random.nextInt(LONGEST_STEP_MILLIS)));
            if (!fault(random.nextInt(1000))) {
                List<Step> steps = steps();
                if (steps.isEmpty()) {
                    return;
                }
                groups.forEach(group -> group.members().forEach(member -> addTick(member, steps)));
                take(steps);
            }
        }
    }

    /** Without faults from here on: lets everything arrive, and every window close. */
    void end(Duration silence) {
        pausedUntil.clear();
        groups.forEach(this::heal);
        finish();
        broker.clock().advance(silence);
        tick();
        finish();
        groups.forEach(group -> group.members().forEach(Member::closeOpenWindows));
        broker.clock().advance(Duration.ofSeconds(1));
        tick();
        finish();
    }

    private void heal(Group group) {
        for (Member member : group.members()) {
            member.timeOut();
            if (!member.isAlive()) {
                member.restart();
            }
        }
        rebalance(group, Set.of());
    }

    private void finish() {
        for (int i = 0; i < MOST_STEPS_TO_THE_END; i++) {
            List<Step> steps = steps();
            if (steps.isEmpty()) {
                return;
            }
            take(steps);
        }
        throw new IllegalStateException("the simulation does not come to an end after " + trace.steps() + " steps");
    }

    private void tick() {
        for (Group group : groups) {
            for (Member member : group.members()) {
                List<Step> ticks = new ArrayList<>();
                for (addTick(member, ticks); !ticks.isEmpty(); addTick(member, ticks)) {
                    take(ticks);
                    ticks.clear();
                }
            }
        }
    }

    private static void addTick(Member member, List<Step> steps) {
        member.due()
                .ifPresent(
                        partition -> steps.add(new Step(member + " ticks " + partition, () -> member.tick(partition))));
    }

    private void take(List<Step> steps) {
        Step step = steps.get(random.nextInt(steps.size()));
        trace.add(broker.clock().millis(), step.name());
        step.action().run();
    }

    private List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        if (!arrivals.isEmpty()) {
            steps.add(new Step("a record arrives", this::arrive));
        }
        for (Group group : groups) {
            if (pausedUntil.getOrDefault(group, 0) <= trace.steps()) {
                group.members().forEach(member -> add(member, steps));
                add(group, steps);
            }
        }
        return steps;
    }

    private void arrive() {
        Arrival arrival = arrivals.remove();
        broker.clock().reach(arrival.time().toEpochMilli());
        broker.append(arrival.record(), null);
        arrived.add(arrival);
    }

    private void add(Member member, List<Step> steps) {
        if (member.canPoll()) {
            List<Integer> readable = member.readable();
            int partition = readable.get(random.nextInt(readable.size()));
            steps.add(new Step(member + " polls " + partition, () -> member.poll(partition)));
        }
        if (member.canWork()) {
            steps.add(new Step(member + " works", member::work));
        }
        if (member.canSend()) {
            steps.add(new Step(member + " sends", member::send));
        }
        if (member.canSendChange()) {
            steps.add(new Step(member + " sends a change", member::sendChange));
        }
        if (member.canSave()) {
            steps.add(new Step(member + " saves", member::save));
        }
        if (member.canCommit()) {
            steps.add(new Step(member + " commits", () -> commit(member)));
        }
        if (member.hangs()) {
            steps.add(new Step("the transaction of " + member + " times out", member::timeOut));
        }
        if (!member.isAlive()) {
            steps.add(new Step(member + " restarts", member::restart));
        }
        if (member.isUnaware()) {
            steps.add(new Step(member + " hears that it was expelled", member::leave));
        }
    }

    private void add(Group group, List<Step> steps) {
        boolean canJoin = group.members().stream().anyMatch(Member::wantsToJoin);
        boolean canTakeOver = group.needsRebalance() && group.members().stream().anyMatch(Member::isCurrent);
        if (canJoin || canTakeOver) {
            steps.add(new Step(group + " rebalances", () -> rebalance(group, unaware(group))));
        }
    }

    private void commit(Member member) {
        if (!member.commit()) {
            trace.count(Trace.Event.FENCED);
        }
    }

    private void rebalance(Group group, Set<Member> without) {
        trace.count(Trace.Event.REBALANCE);
        group.rebalance(without, random::nextInt);
    }

    private static Set<Member> unaware(Group group) {
        Set<Member> unaware = new HashSet<>(group.members());
        unaware.removeIf(member -> !member.isUnaware());
        return unaware;
    }

    /** Does what a number from 0 to 999 says should go wrong, if it says so and it can. */
    private boolean fault(int drawn) {
        int left = drawn - faults.crashes();
        if (left < 0) {
            return with(Member::isAlive, "crashes", this::crash);
        }
        left -= faults.rebalances();
        if (left < 0) {
            Group group = groups.get(random.nextInt(groups.size()));
            trace.add(broker.clock().millis(), group + " is rebalanced");
            rebalance(group, unaware(group));
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
        Set<Member> without = unaware(member.group());
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
