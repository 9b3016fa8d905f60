package io.tributary.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "config", description = "Shows the settings.", mixinStandardHelpOptions = true)
final class ConfigCommand {
    @Command(
            name = "print",
            description = "Prints every setting with its value; secrets are masked.",
            mixinStandardHelpOptions = true)
    int print(@Mixin SettingsOptions options) {
        System.out.print(options.load().describe());
        return 0;
    }
}
