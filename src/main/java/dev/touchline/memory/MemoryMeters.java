package dev.touchline.memory;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Meters of memory that work in the JVM and in a native executable, whose {@code jvm_*} meters lack garbage collection
 * and buffers, and whose {@code jvm_memory_max_bytes} is -1. A meter without a value is NaN.
 */
@ApplicationScoped
@Startup
class MemoryMeters {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Pattern PHYSICAL = Pattern.compile("MemTotal:\\s+(\\d+) kB");
    private static final Path MEMORY = Path.of("/proc/meminfo");
    /** Memory limits of control groups version 2 and 1. */
    private static final List<Path> LIMITS =
            List.of(Path.of("/sys/fs/cgroup/memory.max"), Path.of("/sys/fs/cgroup/memory/memory.limit_in_bytes"));

    private static final long KIB = 1024;

    private final double limit = limit();

    MemoryMeters(MeterRegistry registry) {
        Runtime runtime = Runtime.getRuntime();
        gauge(registry, "touchline.memory.heap.max", "Maximum heap", meters -> runtime.maxMemory());
        ToDoubleFunction<MemoryMeters> used = meters -> runtime.totalMemory() - runtime.freeMemory();
        gauge(registry, "touchline.memory.heap.used", "Used heap, garbage included", used);
        gauge(registry, "process.resident.memory", "Resident memory of the process", meters -> kib(STATUS, RESIDENT));
        String limited = "Memory limit of the container, or the memory of the machine";
        gauge(registry, "touchline.memory.limit", limited, meters -> meters.limit);
    }

    private void gauge(
            MeterRegistry registry, String name, String description, ToDoubleFunction<MemoryMeters> measure) {
        Gauge.builder(name, this, measure)
                .description(description)
                .baseUnit("bytes")
                .register(registry);
    }

    // "max", and a number above the physical memory in version 1, mean no limit.
    private static double limit() {
        double physical = kib(MEMORY, PHYSICAL);
        for (Path file : LIMITS) {
            try {
                String limit = Files.readString(file).strip();
                if (limit.matches("\\d{1,18}") && !(Long.parseLong(limit) > physical)) {
                    return Long.parseLong(limit);
                }
            } catch (IOException e) {
                // The file of the other version, or no Linux.
            }
        }
        return physical;
    }

    private static double kib(Path file, Pattern line) {
        try {
            Matcher matcher = line.matcher(Files.readString(file));
            return matcher.find() ? Long.parseLong(matcher.group(1)) * (double) KIB : Double.NaN;
        } catch (IOException e) {
            return Double.NaN;
        }
    }
}
