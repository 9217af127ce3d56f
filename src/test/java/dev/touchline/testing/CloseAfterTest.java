package dev.touchline.testing;

import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What a test started; all of it ends with the test, the last first, whether it passed or not. */
public final class CloseAfterTest implements AfterEachCallback {

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    /** Hands the part back, and closes it after the test. */
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
