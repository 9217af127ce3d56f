package dev.touchline.testing;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/** The metrics of the application in Prometheus' text format. */
public record Metrics(String text) {

    /** The current metrics of the application in this JVM. */
    public static Metrics now() {
        return new Metrics(Api.request().get("/q/metrics").asString());
    }

    /** The sum of a meter over all series with these tags; 0 if there are none. */
    public double value(String name, String... tags) {
        return values(name, tags).sum();
    }

    /** Returns whether there is such a series. */
    public boolean has(String name, String... tags) {
        return values(name, tags).findAny().isPresent();
    }

    private DoubleStream values(String name, String... tags) {
        return text.lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> Arrays.stream(tags).allMatch(line::contains))
                // With tracing, an exemplar may follow: the trace of a measurement.
                .map(line -> line.replaceFirst(" # .*", ""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)));
    }
}
