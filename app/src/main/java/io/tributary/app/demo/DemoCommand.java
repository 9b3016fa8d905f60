package io.tributary.app.demo;

import io.tributary.app.Home;
import io.tributary.app.Speed;
import io.tributary.app.UserException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        description = "Replays a recording through every stage on an embedded broker, and shows the decisions.",
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
    private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s|m|h)");

    @Option(names = "--recording", paramLabel = "DIR", description = "The recording; default: the bundled plant.")
    private @Nullable Path recording;

    @Option(names = "--pipeline", paramLabel = "FILE", description = "Default: found by the recording's name.")
    private @Nullable Path pipeline;

    @Option(
            names = "--speed",
            defaultValue = "10",
            paramLabel = "N|max",
            description = "Event-time seconds a second, or max. Default: ${DEFAULT-VALUE}.")
    private String speed = "10";

    @Option(names = "--for", paramLabel = "30s", description = "Ends the replay after this time.")
    private @Nullable String limit;

    @Option(names = "--no-page", description = "Does not serve the live page.")
    private boolean noPage;

    @Option(
            names = "--port",
            defaultValue = "8080",
            description = "Port of the live page; 0 = any free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(names = "--json", description = "Ends with the summary as one JSON object on the last line of stdout.")
    private boolean json;

    @Option(names = "--stay", description = "Serves the page after the end, until Ctrl+C.")
    private boolean stay;

    @Override
    public Integer call() throws Exception {
        if (port < 0 || port > 65_535) {
            throw new UserException("--port is " + port + ", expected a number from 0 to 65535");
        }
        new Demo(new DemoOptions(
                        recording == null ? Home.bundledRecording() : recording,
                        Optional.ofNullable(pipeline),
                        Speed.parse(speed),
                        Optional.ofNullable(limit).map(DemoCommand::duration),
                        noPage ? Optional.empty() : Optional.of(port),
                        json,
                        stay && !noPage))
                .run();
        return 0;
    }

    private static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches() || matcher.group(1).length() > 9) {
            throw new UserException("--for is '" + text + "', expected a duration such as 30s, 5m or 500ms");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }
}
