package dev.touchline.command;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What stands behind a command's name: options, each with a value. */
record Options(Map<String, String> values) {

    private static final String PREFIX = "--";

    /**
     * Reads it.
     *
     * @param args the command's name, and its options
     * @param known the options there are
     * @throws IllegalArgumentException saying which option is wrong
     */
    static Options parse(String[] args, String... known) {
        Map<String, String> values = new HashMap<>();
        for (int i = 1; i < args.length; i += 2) {
            String name = args[i].startsWith(PREFIX) ? args[i].substring(PREFIX.length()) : "";
            if (!List.of(known).contains(name)) {
                throw new IllegalArgumentException("Unknown option " + args[i] + ".");
            }
            if (i + 1 == args.length || args[i + 1].isBlank()) {
                throw new IllegalArgumentException(args[i] + " needs a value.");
            }
            if (values.put(name, args[i + 1]) != null) {
                throw new IllegalArgumentException(args[i] + " is there twice.");
            }
        }
        return new Options(values);
    }

    /** Its value, or what holds without it. */
    String value(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    /**
     * Its value.
     *
     * @throws IllegalArgumentException if it is not there
     */
    String required(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(PREFIX + name + " is required.");
        }
        return value;
    }
}
