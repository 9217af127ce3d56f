package dev.touchline.testing;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/** What the application measures, in Prometheus's text format. */
public record Metrics(String text) {

    /** What the application in this JVM measures now. */
    public static Metrics now() {
        return new Metrics(Api.request().get("/q/metrics").asString());
    }

    /** The value of a meter, summed over what has these tags; 0 where there is none. */
    public double value(String name, String... tags) {
        return values(name, tags).sum();
    }

    /** Whether there is such a meter. */
    public boolean has(String name, String... tags) {
        return values(name, tags).findAny().isPresent();
    }

    private DoubleStream values(String name, String... tags) {
        return text.lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> Arrays.stream(tags).allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)));
    }
}
