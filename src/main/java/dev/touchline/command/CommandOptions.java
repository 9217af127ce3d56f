package dev.touchline.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The arguments of a command: {@code --name value} or {@code --name=value}, {@code --flag}, and operands.
 *
 * <p>Parsed by hand because {@code health} runs every few seconds beside each process: a JVM that parses the same
 * command line with picocli 4.7.7 took 0.29 s of CPU, and one that does nothing 0.10 s.
 *
 * @param values the options with a value, by name
 * @param flags the options without a value
 * @param operands the arguments that are not options
 */
record CommandOptions(Map<String, String> values, Set<String> flags, List<String> operands) {

    private static final String PREFIX = "--";

    /**
     * The arguments that a command accepts.
     *
     * @param operands maximum number of operands
     */
    record Syntax(Set<String> options, Set<String> flags, int operands) {

        /**
         * Parses arguments.
         *
         * @throws IllegalArgumentException if an argument does not fit this syntax; the message names it
         */
        CommandOptions parse(String... args) {
            Map<String, String> values = new HashMap<>();
            Set<String> set = new HashSet<>();
            List<String> rest = new ArrayList<>();
            for (int i = 0; i < args.length; i++) {
                String argument = args[i];
                if (!argument.startsWith("-")) {
                    rest.add(argument);
                    continue;
                }
                int assignment = argument.indexOf('=');
                String option = assignment < 0 ? argument : argument.substring(0, assignment);
                String name = option.startsWith(PREFIX) ? option.substring(PREFIX.length()) : "";
                if (flags.contains(name)) {
                    require(assignment < 0, option + " takes no value.");
                    require(set.add(name), option + " is given twice.");
                } else {
                    require(options.contains(name), "Unknown option " + option + ".");
                    String value = null;
                    if (assignment >= 0) {
                        value = argument.substring(assignment + 1);
                    } else if (i + 1 < args.length) {
                        value = args[++i];
                    }
                    require(value != null && !value.isBlank(), option + " needs a value.");
                    require(values.put(name, value) == null, option + " is given twice.");
                }
            }
            if (rest.size() > operands) {
                throw new IllegalArgumentException("Unexpected argument " + rest.get(operands) + ".");
            }
            return new CommandOptions(Map.copyOf(values), Set.copyOf(set), List.copyOf(rest));
        }

        private static void require(boolean condition, String message) {
            if (!condition) {
                throw new IllegalArgumentException(message);
            }
        }
    }

    boolean has(String flag) {
        return flags.contains(flag);
    }

    String value(String name, String defaultValue) {
        return values.getOrDefault(name, defaultValue);
    }

    /** The option's value. Throws IllegalArgumentException if the option is missing. */
    String required(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(PREFIX + name + " is required.");
        }
        return value;
    }

    /**
     * The option's value as a whole number.
     *
     * @throws IllegalArgumentException if the value is not a whole number between the bounds
     */
    int number(String name, int defaultValue, int min, int max) {
        String value = values.get(name);
        if (value == null) {
            return defaultValue;
        }
        if (value.matches("\\d{1,9}")) {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return number;
            }
        }
        throw new IllegalArgumentException(PREFIX + name + " takes a whole number from " + min + " to " + max + ".");
    }
}
