package dev.touchline.http;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.BooleanSupplier;

/**
 * Admits work up to a number at a time; further work waits. Waiting callers take turns, so one with much work delays the
 * others by one piece of work each time. Thread-safe.
 */
public final class AdmissionQueue {

    private final int maxRunning;
    private final int maxWaiting;
    /** The waiting work of each caller, the next caller first. */
    private final Map<String, Queue<BooleanSupplier>> waiting = new LinkedHashMap<>();

    private int running;
    private int size;

    /**
     * @param maxRunning number of admitted pieces of work that have not left
     * @param maxWaiting number of pieces of work above which {@link #isFull}; half of them may belong to one caller
     */
    public AdmissionQueue(int maxRunning, int maxWaiting) {
        this.maxRunning = maxRunning;
        this.maxWaiting = maxWaiting;
    }

    /** Whether so much work waits that more of the caller should be refused. */
    public synchronized boolean isFull(String caller) {
        Queue<BooleanSupplier> own = waiting.get(caller);
        return size >= maxWaiting || own != null && own.size() >= (maxWaiting + 1) / 2;
    }

    /** Admits work that need not wait; {@link #leave} must follow if true. */
    synchronized boolean tryEnter() {
        if (running >= maxRunning) {
            return false;
        }
        running++;
        return true;
    }

    /**
     * Admits work, at once or on the thread that leaves before it.
     *
     * @param admitted must not block; true if {@link #leave} will follow, false if the work is not wanted any more
     */
    public void enter(String caller, BooleanSupplier admitted) {
        synchronized (this) {
            if (running >= maxRunning) {
                waiting.computeIfAbsent(caller, none -> new ArrayDeque<>()).add(admitted);
                size++;
                return;
            }
            running++;
        }
        if (!admitted.getAsBoolean()) {
            leave();
        }
    }

    /** Ends admitted work and admits the next. */
    public void leave() {
        BooleanSupplier next = next();
        while (next != null && !next.getAsBoolean()) {
            next = next();
        }
    }

    private synchronized BooleanSupplier next() {
        Iterator<Map.Entry<String, Queue<BooleanSupplier>>> callers =
                waiting.entrySet().iterator();
        if (!callers.hasNext()) {
            running--;
            return null;
        }
        Map.Entry<String, Queue<BooleanSupplier>> caller = callers.next();
        callers.remove();
        BooleanSupplier next = caller.getValue().remove();
        if (!caller.getValue().isEmpty()) {
            // To the end.
            waiting.put(caller.getKey(), caller.getValue());
        }
        size--;
        return next;
    }

    /** The number of waiting pieces of work. */
    public synchronized int waiting() {
        return size;
    }
}
