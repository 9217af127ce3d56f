package dev.touchline.memory;

import io.quarkus.runtime.configuration.MemorySizeConverter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A configured bound of memory: a share of the maximum heap such as {@code 10%}, which follows the limit of the
 * container, or a size such as {@code 64M}.
 */
public final class MemoryBound {

    private static final Pattern SHARE = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,3})?)\\s*%");
    private static final double HUNDRED = 100;

    private final String text;
    private final double share;
    private final long size;

    private MemoryBound(String text, double share, long size) {
        this.text = text;
        this.share = share;
        this.size = size;
    }

    /**
     * Parses a share, or a size in bytes or with a unit of Quarkus: {@code K}, {@code M}, {@code G}.
     *
     * @throws IllegalArgumentException if the text is neither a share of more than 0 and at most 100 % nor a size of
     *     at least one byte
     */
    public static MemoryBound of(String text) {
        String trimmed = text.strip();
        Matcher share = SHARE.matcher(trimmed);
        double percent = share.matches() ? Double.parseDouble(share.group(1)) : 0;
        long bytes = share.matches() || trimmed.isEmpty() ? 0 : size(trimmed);
        if (percent > HUNDRED || percent <= 0 && bytes < 1) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is neither a share of the heap such as 10% nor a size such as 64M");
        }
        return new MemoryBound(trimmed, percent / HUNDRED, bytes);
    }

    private static long size(String text) {
        try {
            return new MemorySizeConverter().convert(text).asLongValue();
        } catch (IllegalArgumentException | ArithmeticException e) {
            return 0;
        }
    }

    /** The bound in bytes in this process. */
    public long bytes() {
        return bytes(Runtime.getRuntime().maxMemory());
    }

    long bytes(long maxHeap) {
        return share > 0 ? Math.max(1, (long) (maxHeap * share)) : size;
    }

    @Override
    public String toString() {
        return text;
    }
}
