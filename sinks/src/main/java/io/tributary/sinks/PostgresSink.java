package io.tributary.sinks;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.schemas.Decision;
import io.tributary.schemas.wire.DecisionJson;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Decisions as rows of {@code tributary_decisions}, one a decision id, holding its newest revision. The table is created
 * where it is missing; each batch is one transaction. The connection is opened at the first write, and again after an error.
 */
public final class PostgresSink implements Sink {
    private static final String CREATE =
            """
            CREATE TABLE IF NOT EXISTS tributary_decisions (
              id text PRIMARY KEY,
              revision integer NOT NULL,
              final boolean NOT NULL,
              entity text NOT NULL,
              task text NOT NULL,
              window_start timestamptz NOT NULL,
              window_end timestamptz NOT NULL,
              closed_by text NOT NULL,
              triggered_at timestamptz NOT NULL,
              label text NOT NULL,
              confidence real NOT NULL,
              abstained boolean NOT NULL,
              scores jsonb NOT NULL,
              evidence jsonb NOT NULL,
              head text NOT NULL,
              head_hash text NOT NULL,
              traceparents jsonb NOT NULL,
              written_at timestamptz NOT NULL DEFAULT now()
            );
            CREATE INDEX IF NOT EXISTS tributary_decisions_by_entity
              ON tributary_decisions (entity, task, window_end);
            """;
    private static final String UPSERT =
            """
            INSERT INTO tributary_decisions AS known (
              id, revision, final, entity, task, window_start, window_end, closed_by, triggered_at,
              label, confidence, abstained, scores, evidence, head, head_hash, traceparents)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?, ?, ?::jsonb)
            ON CONFLICT (id) DO UPDATE SET
              revision = excluded.revision, final = excluded.final, entity = excluded.entity, task = excluded.task,
              window_start = excluded.window_start, window_end = excluded.window_end,
              closed_by = excluded.closed_by, triggered_at = excluded.triggered_at, label = excluded.label,
              confidence = excluded.confidence, abstained = excluded.abstained, scores = excluded.scores,
              evidence = excluded.evidence, head = excluded.head, head_hash = excluded.head_hash,
              traceparents = excluded.traceparents, written_at = now()
            WHERE excluded.revision >= known.revision
            """;

    private final String url;
    private final Properties settings = new Properties();
    private @Nullable Connection connection;

    /** @param url such as {@code jdbc:postgresql://localhost:5432/tributary} */
    public PostgresSink(String url, String user, String password) {
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException(
                    "the url of the postgres sink does not begin with jdbc:postgresql:, expected such as"
                            + " jdbc:postgresql://localhost:5432/tributary");
        }
        this.url = url;
        settings.setProperty("user", user);
        settings.setProperty("password", password);
        settings.setProperty("ApplicationName", "tributary");
        // A server that is gone without a word must not hold the sink for ever.
        settings.setProperty("connectTimeout", "10");
        settings.setProperty("socketTimeout", "30");
    }

    @Override
    public String type() {
        return "postgres";
    }

    @Override
    public void write(List<Decision> decisions) throws TargetUnavailableException {
        try {
            Connection open = connection();
            try (PreparedStatement upsert = open.prepareStatement(UPSERT)) {
                for (Decision decision : newestRevisions(decisions)) {
                    bind(upsert, decision);
                    upsert.addBatch();
                }
                upsert.executeBatch();
            }
            open.commit();
        } catch (SQLException e) {
            close();
            // The whole chain of a failed batch is long and repeats the rows: the server's own words are enough.
            throw new TargetUnavailableException(
                    "PostgreSQL does not take decisions, SQL state " + e.getSQLState() + ": " + serverMessage(e), e);
        }
    }

    private Connection connection() throws SQLException {
        Connection known = connection;
        if (known != null) {
            return known;
        }
        Connection opened = DriverManager.getConnection(url, settings);
        connection = opened;
        opened.setAutoCommit(false);
        try (Statement create = opened.createStatement()) {
            create.execute(CREATE);
        }
        opened.commit();
        return opened;
    }

    /** One row cannot be written twice by one statement, which batches become with {@code reWriteBatchedInserts}. */
    private static Collection<Decision> newestRevisions(List<Decision> decisions) {
        Map<String, Decision> newest = new LinkedHashMap<>();
        for (Decision decision : decisions) {
            newest.merge(decision.id(), decision, (a, b) -> b.revision() >= a.revision() ? b : a);
        }
        return newest.values();
    }

    private static void bind(PreparedStatement row, Decision decision) throws SQLException {
        JsonNode json = DecisionJson.write(decision);
        row.setString(1, text(decision.id()));
        row.setInt(2, decision.revision());
        row.setBoolean(3, decision.isFinal());
        row.setString(4, text(decision.entity()));
        row.setString(5, text(decision.task()));
        row.setObject(6, time(decision.windowStart()));
        row.setObject(7, time(decision.windowEnd()));
        row.setString(8, decision.closedBy().name().toLowerCase(Locale.ROOT));
        row.setObject(9, time(decision.triggeredAt()));
        row.setString(10, text(decision.label()));
        row.setFloat(11, decision.confidence());
        row.setBoolean(12, decision.abstained());
        row.setString(13, json(json.path("scores")));
        row.setString(14, json(json.path("evidence")));
        row.setString(15, text(decision.head()));
        row.setString(16, text(decision.headHash()));
        row.setString(17, json(json.path("traceparents")));
    }

    /** PostgreSQL has no text with the character NUL; one in an entity's name must not stop all others. */
    private static String text(String value) {
        return value.replace('\u0000', '\uFFFD');
    }

    private static String json(JsonNode value) {
        // In JSON text NUL is an escape; one after an escaped backslash is not NUL but the text \\u0000.
        return value.toString().replaceAll("(?<!\\\\)((?:\\\\\\\\)*)\\\\u0000", "$1\uFFFD");
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static String serverMessage(SQLException e) {
        SQLException next = e.getNextException();
        return String.valueOf((next == null ? e : next).getMessage());
    }

    @Override
    public void close() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                // The server has gone, and the connection with it; uncommitted rows come again.
            }
        }
    }
}
