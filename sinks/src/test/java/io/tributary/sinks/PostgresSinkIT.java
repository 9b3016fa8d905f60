package io.tributary.sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.schemas.Decision;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real PostgreSQL, which is unpacked and started for these tests. */
class PostgresSinkIT {
    private static EmbeddedPostgres postgres;

    private String url;

    @BeforeAll
    static void startPostgres() throws IOException {
        postgres = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofSeconds(60))
                .start();
    }

    @AfterAll
    static void stopPostgres() throws IOException {
        postgres.close();
    }

    @BeforeEach
    void dropTheTable() throws SQLException {
        url = postgres.getJdbcUrl("postgres", "postgres");
        execute("DROP TABLE IF EXISTS tributary_decisions");
    }

    @Test
    void theTableIsCreatedAndHoldsEachDecisionOnce() throws Exception {
        List<Decision> decisions = GeneratedDecisions.plant(3, 20, Duration.ofSeconds(10));
        try (var sink = sink()) {
            sink.write(decisions);
            sink.write(decisions.subList(5, 15));
        }
        assertThat(text("SELECT count(*) FROM tributary_decisions")).isEqualTo(String.valueOf(decisions.size()));
        Decision first = decisions.get(0);
        assertThat(text("SELECT entity || ' ' || task || ' ' || label || ' ' || (window_end AT TIME ZONE 'UTC')"
                        + " FROM tributary_decisions WHERE id = '" + first.id() + "'"))
                .isEqualTo("machine-01 anomaly " + first.label() + " 2026-03-02 08:00:10");
        assertThat(text("SELECT evidence -> 0 ->> 'modality' FROM tributary_decisions WHERE id = '" + first.id() + "'"))
                .isEqualTo("telemetry");
    }

    @Test
    void aLaterRevisionReplacesAnEarlierOneAndNotTheOtherWayRound() throws Exception {
        Decision early = GeneratedDecisions.plant(1, 1, Duration.ofSeconds(10)).get(0);
        Decision late = GeneratedDecisions.revised(early, 2, "anomalous");
        try (var sink = sink()) {
            sink.write(List.of(early, late, GeneratedDecisions.revised(early, 1, "normal")));
            sink.write(List.of(early));
        }
        assertThat(text("SELECT revision || ' ' || label FROM tributary_decisions"))
                .isEqualTo("2 anomalous");
    }

    @Test
    void namesThatWouldBreakOutOfAStatementAreValues() throws Exception {
        String name = "'); DROP TABLE tributary_decisions; -- \u0000 \\u0000 \uD83D\uDE80";
        try (var sink = sink()) {
            sink.write(List.of(GeneratedDecisions.of(name)));
        }
        assertThat(text("SELECT entity FROM tributary_decisions")).isEqualTo(name.replace('\u0000', '\uFFFD'));
        assertThat(text("SELECT evidence -> 0 -> 'observations' ->> 0 FROM tributary_decisions"))
                .startsWith(name.replace('\u0000', '\uFFFD'));
    }

    @Test
    void aLostConnectionIsOpenedAgainAndNothingIsLost() throws Exception {
        List<Decision> decisions = GeneratedDecisions.plant(2, 4, Duration.ofSeconds(10));
        try (var sink = sink()) {
            sink.write(decisions.subList(0, 2));
            execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tributary'");
            assertThatThrownBy(() -> sink.write(decisions.subList(2, decisions.size())))
                    .isInstanceOf(TargetUnavailableException.class)
                    .hasMessageContaining("SQL state");
            sink.write(decisions.subList(2, decisions.size()));
        }
        assertThat(text("SELECT count(*) FROM tributary_decisions")).isEqualTo(String.valueOf(decisions.size()));
    }

    @Test
    void aServerThatIsNotThereIsAnUnavailableTarget() {
        try (var sink = new PostgresSink("jdbc:postgresql://127.0.0.1:1/none", "postgres", "secret-word")) {
            assertThatThrownBy(() -> sink.write(GeneratedDecisions.plant(1, 1, Duration.ofSeconds(10))))
                    .isInstanceOf(TargetUnavailableException.class)
                    .hasMessageNotContaining("secret-word");
        }
    }

    private PostgresSink sink() {
        return new PostgresSink(url, "postgres", "postgres");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "postgres", "postgres");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String text(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "postgres", "postgres");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
