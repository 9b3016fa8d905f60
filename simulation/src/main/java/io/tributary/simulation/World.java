package io.tributary.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** All instances of all stages, the producers and their time: does one step after the other, as a seed draws them. */
final class World {
    private static final int LONGEST_STEP_MILLIS = 30;
    private static final int LONGEST_BUSY_STEP_MILLIS = 4;
    private static final int MOST_STEPS_TO_THE_END = 1_000_000;

    private final SimulatedBroker broker;
    private final List<Group> groups;
    private final Deque<Arrival> arrivals;
    private final List<Arrival> arrived = new ArrayList<>();
    private final Random random;
    private final Trace trace;
    private final Stops stops;
    private final Set<Group> stopped = new HashSet<>();
    private final Mishaps mishaps;
    private boolean busy = true;

    World(
            SimulatedBroker broker,
            List<Group> groups,
            List<Arrival> arrivals,
            Faults faults,
            Stops stops,
            long seed,
            Trace trace) {
        this.broker = broker;
        this.groups = List.copyOf(groups);
        this.arrivals = new ArrayDeque<>(arrivals);
        this.stops = stops;
        this.random = new Random(seed);
        this.trace = trace;
        this.mishaps = new Mishaps(broker, this.groups, arrived, faults, random, trace);
    }

    private record Step(String name, Runnable action) {}

    /** Until everything has arrived and was worked on, or so many steps were done where no stage is stopped. */
    void run(int most) {
        while (trace.steps() < most || stops.keepTime()) {
            pass();
            if (trace.steps() >= most || !mishaps.happen(random.nextInt(1000))) {
                List<Step> steps = steps();
                if (steps.isEmpty() && isOver()) {
                    return;
                }
                busy = !steps.isEmpty();
                groups.stream().filter(this::works).forEach(group -> group.members()
                        .forEach(member -> addTick(member, steps)));
                if (!steps.isEmpty()) {
                    take(steps);
                }
            }
        }
    }

    /** Where stages are stopped for a time, work costs little of it: what waits, waits because of them. */
    private void pass() {
        int longest = stops.keepTime() && busy ? LONGEST_BUSY_STEP_MILLIS : LONGEST_STEP_MILLIS;
        broker.clock().advance(Duration.ofMillis(random.nextInt(longest)));
        for (Group group : groups) {
            if (!stops.has(group.stage().name(), broker.clock().millis())) {
                stopped.remove(group);
            } else if (stopped.add(group)) {
                trace.add(broker.clock().millis(), group + " is stopped");
                group.members().forEach(Member::close);
            }
        }
    }

    private boolean isOver() {
        return arrivals.isEmpty() && stops.areOver(broker.clock().millis());
    }

    private boolean works(Group group) {
        return !stopped.contains(group) && !mishaps.pause(group);
    }

    /** Without faults from here on: lets everything arrive, and every window close. */
    void end(Duration silence) {
        mishaps.end();
        stopped.clear();
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

    /** As fusion's processes counted them. */
    long incomplete() {
        return groups.stream()
                .flatMap(group -> group.members().stream())
                .mapToLong(Member::incomplete)
                .sum();
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
        if (hasArrival()) {
            steps.add(new Step("a record arrives", this::arrive));
        }
        for (Group group : groups) {
            group.members().forEach(member -> addTimeOut(member, steps));
            if (works(group)) {
                group.members().forEach(member -> add(member, steps));
                add(group, steps);
            }
        }
        return steps;
    }

    private boolean hasArrival() {
        Arrival next = arrivals.peek();
        return next != null
                && (!stops.keepTime()
                        || next.time().toEpochMilli() <= broker.clock().millis());
    }

    private void arrive() {
        Arrival arrival = arrivals.remove();
        broker.clock().reach(arrival.time().toEpochMilli());
        broker.append(arrival.record(), null);
        arrived.add(arrival);
    }

    /** The broker does it, whatever becomes of the stage. */
    private static void addTimeOut(Member member, List<Step> steps) {
        if (member.hangs()) {
            steps.add(new Step("the transaction of " + member + " times out", member::timeOut));
        }
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
            steps.add(new Step(group + " rebalances", () -> rebalance(group, group.unaware())));
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
}
