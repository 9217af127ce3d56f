package dev.touchline.live.directory;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.codec.directory.DirectoryJson;
import dev.touchline.event.DirectoryEntry;
import dev.touchline.event.EventType;
import dev.touchline.event.Ids;
import dev.touchline.http.Page;
import dev.touchline.http.Problem;
import dev.touchline.http.query.QueryParameters;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Entries of teams and players as responses. */
@ApplicationScoped
class DirectoryPages {

    private final DirectoryReader reader;

    DirectoryPages(DirectoryReader reader) {
        this.reader = reader;
    }

    /** A page of all entries of a type, or of those with a name. */
    Page<ObjectNode> entries(EventType type, String name, String limit, String cursor) {
        int max = QueryParameters.limit(limit);
        String[] after = Page.decode(cursor, 1);
        String clean = name == null
                ? null
                : QueryParameters.names("name", List.of(name)).iterator().next();
        List<DirectoryEntry> found = reader.entries(type, clean, after == null ? "" : after[0], max + 1);
        Page<DirectoryEntry> page = Page.of(found, max, last -> Page.cursor(last.id()));
        return new Page<>(page.items().stream().map(DirectoryPages::view).toList(), page.next());
    }

    /** The entry in force. */
    ObjectNode entry(EventType type, String id) {
        return view(reader.entry(type, requireValidId(type, id)).orElseThrow(() -> absent(type)));
    }

    /** The entries that do not count. */
    Page<ObjectNode> conflicts(EventType type, String id) {
        reader.entry(type, requireValidId(type, id)).orElseThrow(() -> absent(type));
        List<ObjectNode> items = reader.foreign(type, id).stream()
                .map(foreign -> {
                    ObjectNode view = JsonNodeFactory.instance.objectNode();
                    view.put("reason", "the " + type.kind() + " belongs to another account");
                    view.put("receivedAt", foreign.receivedAt().toString());
                    view.set("entry", DirectoryJson.write(foreign));
                    return view;
                })
                .toList();
        return new Page<>(items, null);
    }

    private static ObjectNode view(DirectoryEntry entry) {
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        view.put("id", entry.id());
        view.setAll(DirectoryJson.write(entry));
        return view;
    }

    private static RuntimeException absent(EventType type) {
        return Problem.Kind.NOT_FOUND.exception(
                "There is no such " + type.kind() + ". An entry accepted a moment ago may not be processed yet.");
    }

    private static String requireValidId(EventType type, String id) {
        String problem = Ids.problem(id);
        if (problem != null) {
            throw Problem.Kind.NOT_FOUND.exception("There is no such " + type.kind() + ": an id " + problem + ".");
        }
        return id;
    }
}
