package dev.touchline.testing;

import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Closes resources after each test in reverse order, whether the test passed or failed. */
public final class CloseAfterTest implements AfterEachCallback {

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    /** Registers a resource for closing and returns it. */
    public <T extends AutoCloseable> T closeAfter(T part) {
        parts.push(part);
        return part;
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        while (!parts.isEmpty()) {
            parts.pop().close();
        }
    }
}
