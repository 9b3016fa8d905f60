package io.tributary.bench;

import io.tributary.bench.bundle.Catalogue;
import io.tributary.bench.child.ChildJvm;
import io.tributary.bench.kafka.Load;
import io.tributary.bench.subject.ProcessUse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What every measurement needs: a broker in a process of its own, its load, and a folder that goes when this is closed. */
final class Laboratory implements AutoCloseable {
    private final Catalogue catalogue;
    private final Path folder;
    private final ChildJvm broker;
    private final List<String> flags;
    private final Load load;
    private int subjects;

    private Laboratory(Catalogue catalogue, Path folder, ChildJvm broker, List<String> flags, Load load) {
        this.catalogue = catalogue;
        this.folder = folder;
        this.broker = broker;
        this.flags = List.copyOf(flags);
        this.load = load;
    }

    static Laboratory open(Catalogue catalogue) {
        return open(catalogue, List.of());
    }

    /** @param flags of Java, for every process but the broker's */
    static Laboratory open(Catalogue catalogue, List<String> flags) {
        try {
            Path folder = Files.createTempDirectory("tributary-bench-run-");
            ChildJvm broker = ChildJvm.start(
                    "broker",
                    folder,
                    List.of(),
                    List.of("broker", folder.resolve("broker").toString()));
            try {
                return new Laboratory(catalogue, folder, broker, flags, new Load(broker.ready()));
            } catch (RuntimeException e) {
                broker.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary folder can be made", e);
        }
    }

    Catalogue catalogue() {
        return catalogue;
    }

    Load load() {
        return load;
    }

    String servers() {
        return broker.ready();
    }

    /** Temporary files of this run. */
    Path folder() {
        return folder;
    }

    /** A topic prefix that nobody had before. */
    String newPrefix(String name) {
        return "bench" + ++subjects + "-" + name;
    }

    ChildJvm start(String name, List<String> arguments) {
        return ChildJvm.start(name, folder, flags, arguments);
    }

    ChildJvm start(String name, ChildJvm.Program program, List<String> arguments) {
        return ChildJvm.start(name, folder, program, arguments);
    }

    /** What the broker's process has used. */
    ProcessUse brokerUse() {
        return broker.use();
    }

    @Override
    public void close() {
        load.close();
        broker.close();
        delete(folder);
    }

    /** Deletes a folder with all that is in it. */
    static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be deleted", e);
        }
    }
}
