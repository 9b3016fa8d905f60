package io.tributary.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * One Kafka node, broker and controller, in this JVM, reachable from this machine only.
 *
 * <p>Its data lies in the directory given and is there again after a restart. It promises what one node can: it survives
 * the death of the process, not of the disk.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final int NODE = 1;
    private static final String HOST = "127.0.0.1";
    private static final int MAX_MESSAGE_BYTES = 10 << 20;

    private final KafkaRaftServer server;
    private final int port;
    private final DirectoryLock lock;

    private EmbeddedBroker(KafkaRaftServer server, int port, DirectoryLock lock) {
        this.server = server;
        this.port = port;
        this.lock = lock;
    }

    /**
     * Starts a node and returns when it serves.
     *
     * @param dataDirectory created where it does not exist; only one broker at a time may use it
     * @param port 0 = any free one
     * @throws IllegalStateException in words, if the port is taken or the directory cannot be used
     */
    public static EmbeddedBroker start(Path dataDirectory, int port) {
        Path directory = dataDirectory.toAbsolutePath().normalize();
        int clientPort = freePort(port);
        int controllerPort = freePort(0);
        DirectoryLock lock = DirectoryLock.of(directory);
        try {
            if (!Files.exists(directory.resolve("meta.properties"))) {
                format(directory);
            }
            return new EmbeddedBroker(serving(settings(directory, clientPort, controllerPort)), clientPort, lock);
        } catch (Exception e) {
            lock.close();
            throw new IllegalStateException(
                    "The embedded broker did not start in " + directory + ": " + e.getMessage()
                            + ". If its data was written by a newer version or is damaged, name another directory",
                    e);
        }
    }

    private static KafkaRaftServer serving(Properties settings) {
        var server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
        try {
            server.startup();
        } catch (Exception e) {
            server.shutdown();
            throw e;
        }
        return server;
    }

    public String bootstrapServers() {
        return HOST + ":" + port;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
        lock.close();
    }

    private static void format(Path directory) throws Exception {
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(NODE)
                .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                .setReleaseVersion(MetadataVersion.latestProduction())
                .setControllerListenerName("CONTROLLER")
                .setMetadataLogDirectory(directory.toString())
                .addDirectory(directory.toString())
                .setIgnoreFormatted(true)
                .run();
    }

    private static Properties settings(Path directory, int clientPort, int controllerPort) {
        var settings = new Properties();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(NODE));
        settings.put("controller.quorum.voters", NODE + "@" + HOST + ":" + controllerPort);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put(
                "listeners", "CLIENT://" + HOST + ":" + clientPort + ",CONTROLLER://" + HOST + ":" + controllerPort);
        settings.put("advertised.listeners", "CLIENT://" + HOST + ":" + clientPort);
        settings.put("inter.broker.listener.name", "CLIENT");
        settings.put("listener.security.protocol.map", "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("log.dirs", directory.toString());
        settings.put("auto.create.topics.enable", "false");
        settings.put("message.max.bytes", Integer.toString(MAX_MESSAGE_BYTES));
        settings.put("controlled.shutdown.enable", "false");
        settings.put("group.initial.rebalance.delay.ms", "0");
        // One node holds every copy, and few partitions of the internal topics make the start quick.
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "4");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("transaction.state.log.num.partitions", "4");
        // What a crash left open is closed as soon as it times out, and not up to ten seconds later.
        settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("share.coordinator.state.topic.num.partitions", "1");
        return settings;
    }

    /** Asked for before the broker is: its own message for a taken port is a stack trace of three causes. */
    private static int freePort(int wanted) {
        try (var socket = new ServerSocket(wanted, 1, InetAddress.getByName(HOST))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(
                    "The embedded broker cannot listen on " + HOST + ":" + wanted
                            + ", which is taken; stop what uses it, or set kafka.bootstrap.servers to use that broker",
                    e);
        }
    }
}
