package dev.touchline.memory;

import org.eclipse.microprofile.config.spi.Converter;

/**
 * Converts configured values. Registered as a service, which works in a native executable, too; a factory method that
 * is found by its name does not.
 */
public final class MemoryBoundConverter implements Converter<MemoryBound> {

    @Override
    public MemoryBound convert(String value) {
        return value == null || value.isBlank() ? null : MemoryBound.of(value);
    }
}
