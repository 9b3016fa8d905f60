package io.tributary.sinks;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.tributary.schemas.Decision;
import io.tributary.schemas.wire.DecisionJson;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Recent decisions, and the clients that follow them. A decision becomes JSON once for all
 * clients.
 */
final class DecisionFeed implements AutoCloseable {
    /** Decisions that a page is given when it opens. */
    private static final int HISTORY = 5_000;

    private static final int QUEUE = 10_000;
    private static final int MOST_CLIENTS = 64;

    /** Decisions in one server-sent event at most. */
    private static final int BATCH = 250;

    private static final long HEARTBEAT_SECONDS = 5;

    private final Deque<String> history = new ArrayDeque<>();
    private final WrittenRevisions known = new WrittenRevisions(2 * HISTORY);
    private final Set<Client> clients = ConcurrentHashMap.newKeySet();
    private final AtomicLong dropped = new AtomicLong();
    private volatile boolean closed;

    /** One follower; its queue is filled by the writer and drained by the client's own request thread. */
    private static final class Client {
        final BlockingQueue<String> queue = new ArrayBlockingQueue<>(QUEUE);
        final AtomicLong dropped = new AtomicLong();
    }

    /** Whether the decision was new; never waits. */
    synchronized boolean publish(Decision decision) {
        if (!known.isUnknown(decision)) {
            return false;
        }
        known.add(decision);
        String json = DecisionJson.write(decision).toString();
        history.add(json);
        if (history.size() > HISTORY) {
            history.remove();
        }
        for (Client client : clients) {
            if (!client.queue.offer(json)) {
                client.dropped.incrementAndGet();
                dropped.incrementAndGet();
            }
        }
        return true;
    }

    /** The newest decisions, newest last. */
    synchronized List<String> newest(int limit) {
        return history.stream().skip(Math.max(0, history.size() - limit)).toList();
    }

    /** Answers a request with server-sent events until the client goes. */
    void stream(Context context) throws InterruptedException {
        if (clients.size() >= MOST_CLIENTS) {
            context.status(HttpStatus.SERVICE_UNAVAILABLE).result("too many pages are open, at most " + MOST_CLIENTS);
            return;
        }
        var client = new Client();
        try {
            var response = context.res();
            response.setContentType("text/event-stream");
            response.setCharacterEncoding("UTF-8");
            OutputStream out = response.getOutputStream();
            sendAll(out, "history", join(client));
            send(out, "ready", "{}");
            follow(client, out);
        } catch (IOException e) {
            // The client has gone, or did not read for so long that the server cut it off.
        } finally {
            clients.remove(client);
        }
    }

    /** Adds the client and takes the history at one moment, so that it misses nothing and sees nothing twice. */
    private synchronized List<String> join(Client client) {
        clients.add(client);
        return new ArrayList<>(history);
    }

    private void follow(Client client, OutputStream out) throws IOException, InterruptedException {
        while (!closed) {
            String first = client.queue.poll(HEARTBEAT_SECONDS, TimeUnit.SECONDS);
            if (closed) {
                return;
            }
            List<String> batch = new ArrayList<>();
            if (first != null) {
                batch.add(first);
                client.queue.drainTo(batch);
            }
            long lost = client.dropped.getAndSet(0);
            if (lost > 0) {
                send(out, "dropped", Long.toString(lost));
            }
            if (batch.isEmpty()) {
                send(out, "heartbeat", "{}");
            } else {
                sendAll(out, "decisions", batch);
            }
        }
    }

    private static void sendAll(OutputStream out, String event, List<String> decisions) throws IOException {
        for (int from = 0; from < decisions.size(); from += BATCH) {
            List<String> part = decisions.subList(from, Math.min(decisions.size(), from + BATCH));
            send(out, event, "[" + String.join(",", part) + "]");
        }
    }

    /** JSON as our writer makes it has no line breaks, which would end the data. */
    private static void send(OutputStream out, String event, String data) throws IOException {
        out.write(("event: " + event + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    int clients() {
        return clients.size();
    }

    long dropped() {
        return dropped.get();
    }

    @Override
    public void close() {
        closed = true;
        // Wakes those that wait; they see that it is closed before they see this.
        clients.forEach(client -> client.queue.offer(""));
    }
}
