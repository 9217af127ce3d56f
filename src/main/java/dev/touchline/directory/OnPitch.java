package dev.touchline.directory;

import dev.touchline.event.Event;
import dev.touchline.event.LineUp;
import dev.touchline.event.ShirtNumber;
import dev.touchline.event.Side;
import dev.touchline.sport.Sport;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which players of a line-up are on the pitch: those who started, changed by substitutions and by sendings-off. */
public final class OnPitch {

    /** Figures of events by which a player replaces another. */
    private static final Set<String> REPLACEMENTS = Set.of("substitutions", "goalkeeperChanges", "goalieChanges");

    /** Figures of events after which a player takes no part any more. */
    private static final Set<String> SENDINGS_OFF = Set.of("redCards", "blueCards", "disqualifyingFouls");

    private OnPitch() {}

    /**
     * The players on the pitch after the events.
     *
     * @param events that count, in the order of the match clock
     */
    public static Set<LineUp.Player> after(Collection<Event> events, TeamSheet sheet, Side side, Sport sport) {
        Set<LineUp.Player> playing = identities();
        Set<LineUp.Player> sentOff = identities();
        sheet.lineUp().players().stream().filter(LineUp.Player::starting).forEach(playing::add);
        for (Event event : events) {
            Sport.Kind kind = sport.kinds().get(event.type().kind());
            if (kind == null || event.team() != side || !event.counts()) {
                continue;
            }
            if (isOne(kind, SENDINGS_OFF)) {
                sheet.find(event.player()).ifPresent(player -> {
                    sentOff.add(player);
                    playing.remove(player);
                });
            } else if (isOne(kind, REPLACEMENTS)) {
                sheet.find(event.player()).ifPresent(playing::remove);
                sheet.find(text(event.details().get("in")))
                        .filter(player -> !sentOff.contains(player))
                        .ifPresent(playing::add);
            }
        }
        return playing;
    }

    /** The kinds of a sport that change who is on the pitch. */
    public static List<String> kinds(Sport sport) {
        return sport.kinds().values().stream()
                .filter(kind -> isOne(kind, SENDINGS_OFF) || isOne(kind, REPLACEMENTS))
                .map(Sport.Kind::name)
                .sorted()
                .toList();
    }

    private static boolean isOne(Sport.Kind kind, Set<String> figures) {
        return !Collections.disjoint(new HashSet<>(kind.own().keySet()), figures);
    }

    // As players of events: a name, or an object with a number or an id.
    private static String text(Object in) {
        if (in instanceof Map<?, ?> object) {
            Object number = object.get("number");
            return number instanceof Integer shirt
                    ? ShirtNumber.text(shirt)
                    : object.get("id") instanceof String id ? id : null;
        }
        return in instanceof String name ? name : null;
    }

    private static Set<LineUp.Player> identities() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }
}
