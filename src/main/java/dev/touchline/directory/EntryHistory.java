package dev.touchline.directory;

import dev.touchline.event.DirectoryEntry;
import dev.touchline.event.Ownership;
import dev.touchline.event.PlayerEntry;
import dev.touchline.event.TeamEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * All that was sent about one team or one player, and what follows from the set, in whatever order it was added: the last
 * entry of its owner or of an administrator, and the aliases that were added later. Not thread-safe.
 */
public final class EntryHistory {

    private final Ownership<DirectoryEntry> entries = new Ownership<>();
    private final List<DirectoryEntry> additions = new ArrayList<>();

    /** Adds the last entry of its reporter, or an addition; the first one of the reporter had the given revision. */
    public void add(long first, DirectoryEntry last) {
        if (last.adds()) {
            additions.add(last);
        } else {
            entries.add(first, last);
        }
    }

    /** The entry in force, with added aliases, or null if nothing counts. */
    public DirectoryEntry inForce() {
        DirectoryEntry base = entries.inForce();
        String owner = entries.owner();
        List<DirectoryEntry> later = additions.stream()
                .filter(addition ->
                        base == null || addition.reporter().mayAmend(owner) && addition.revision() > base.revision())
                .sorted(Comparator.comparingLong(DirectoryEntry::revision)
                        .thenComparing(DirectoryEntry::name)
                        .thenComparing(addition -> addition.aliases().toString())
                        .thenComparing(DirectoryEntry::reporter))
                .toList();
        if (later.isEmpty()) {
            return base;
        }
        DirectoryEntry first = base == null ? later.get(0) : base;
        Set<String> aliases = new LinkedHashSet<>(first.aliases());
        later.forEach(addition -> {
            // The names of the same team or player: an addition may know it by another name than the entry in force.
            aliases.add(addition.name());
            aliases.addAll(addition.aliases());
        });
        aliases.remove(first.name());
        List<String> all = bounded(aliases, DirectoryEntry.MAX_ALIASES);
        DirectoryEntry last = later.get(later.size() - 1);
        long revision = Math.max(first.revision(), last.revision());
        if (first instanceof TeamEntry team) {
            return new TeamEntry(
                    team.id(),
                    revision,
                    team.name(),
                    team.shortName(),
                    team.sport(),
                    all,
                    team.colours(),
                    false,
                    last.receivedAt(),
                    team.reporter());
        }
        PlayerEntry player = (PlayerEntry) first;
        Set<String> teams = new LinkedHashSet<>(player.teams());
        // Without teams, the aliases of an entry hold in all matches, and go on to do so.
        if (base == null || !teams.isEmpty()) {
            later.forEach(addition -> teams.addAll(((PlayerEntry) addition).teams()));
        }
        return new PlayerEntry(
                player.id(),
                revision,
                player.name(),
                player.shortName(),
                player.sport(),
                all,
                bounded(teams, PlayerEntry.MAX_TEAMS),
                false,
                last.receivedAt(),
                player.reporter());
    }

    /** The last entries of accounts that the team or the player does not belong to, in the order of receipt. */
    public List<DirectoryEntry> foreign() {
        return entries.foreign();
    }

    private static List<String> bounded(Collection<String> names, int max) {
        return names.stream().limit(max).toList();
    }
}
