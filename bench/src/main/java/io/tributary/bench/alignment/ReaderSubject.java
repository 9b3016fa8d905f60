package io.tributary.bench.alignment;

import io.tributary.bench.subject.Subject;
import java.util.List;

/** A plain consumer of changelogs in a process of its own. Arguments: bootstrap servers, the prefix of the application's id. */
record ReaderSubject(Changelogs changelogs) implements Subject {
    static ReaderSubject open(List<String> arguments) {
        return new ReaderSubject(new Changelogs(arguments.get(0), arguments.get(1)));
    }

    /** {@code read}: reads the changelogs to their end, and answers as {@link ChangelogRead} has it. */
    @Override
    public String answer(List<String> command) {
        if (!command.get(0).equals("read")) {
            throw new IllegalArgumentException("unknown command " + command);
        }
        return changelogs.read().toLine();
    }

    @Override
    public void close() {}
}
