package io.tributary.bench.subject;

import io.tributary.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.util.List;

/** The broker. Arguments: its data directory. */
record BrokerSubject(EmbeddedBroker broker) implements Subject {
    static BrokerSubject start(List<String> arguments) {
        return new BrokerSubject(EmbeddedBroker.start(Path.of(arguments.get(0)), 0));
    }

    /** Its bootstrap servers. */
    @Override
    public String ready() {
        return broker.bootstrapServers();
    }

    @Override
    public void close() {
        broker.close();
    }
}
