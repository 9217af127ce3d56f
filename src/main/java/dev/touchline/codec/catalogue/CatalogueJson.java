package dev.touchline.codec.catalogue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.json.Json;
import dev.touchline.sport.Sport;
import dev.touchline.sport.SportCatalogue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** A sport's catalogue as JSON, in the format of {@link CatalogueReader}. */
public final class CatalogueJson {

    private CatalogueJson() {}

    /** Writes a sport without the fields that have their defaults, and its variants as merge patches of it. */
    public static ObjectNode write(Sport sport) {
        ObjectNode object = Json.MAPPER.createObjectNode();
        object.put("sport", sport.name());
        object.put("label", sport.label());
        ArrayNode periods = object.putArray("periods");
        sport.periods().forEach(period -> write(period, periods.addObject()));
        ObjectNode kinds = object.putObject("kinds");
        sport.kinds().values().forEach(kind -> write(kind, kinds.putObject(kind.name())));
        ObjectNode scorers = object.putObject("scorers");
        scorers.put("figure", sport.scorers().figure());
        text(scorers, "penalties", sport.scorers().penalties());
        object.set("standings", RulesJson.write(sport.rules()));
        ArrayNode fairPlay = object.putArray("fairPlay");
        for (Sport.Penalty penalty : sport.fairPlay()) {
            ObjectNode node = fairPlay.addObject();
            node.put("figure", penalty.figure());
            node.put("points", penalty.points());
            figures(node, "instead", penalty.instead());
        }
        ObjectNode decision = object.putObject("decision");
        decision.put("overtime", sport.decision().overtime());
        decision.put("shootout", sport.decision().shootout());
        flag(decision, "shootoutGoal", sport.decision().shootoutGoal());
        flag(object, "stoppageTime", sport.stoppageTime());
        if (!sport.variants().isEmpty()) {
            ObjectNode variants = Json.MAPPER.createObjectNode();
            sport.variants().forEach((name, variant) -> variants.set(name, MergePatch.between(object, write(variant))));
            object.set("variants", variants);
        }
        return object;
    }

    private static void write(Sport.Period period, ObjectNode node) {
        node.put("name", period.name());
        node.put("label", period.label());
        if (period.from() != null) {
            node.put("from", period.from());
        }
        if (period.to() != null) {
            node.put("to", period.to());
        }
        flag(node, "overtime", period.overtime());
    }

    private static void write(Sport.Kind kind, ObjectNode node) {
        node.put("label", kind.label());
        node.put("symbol", kind.symbol());
        text(node, "title", kind.title());
        if (!kind.texts().isEmpty()) {
            ArrayNode texts = node.putArray("text");
            kind.texts().forEach(text -> texts.add(text.source()));
        }
        text(node, "mark", kind.mark());
        if (!kind.flags().isEmpty()) {
            ObjectNode flags = node.putObject("flags");
            kind.flags().forEach((key, flag) -> {
                ObjectNode meaning = flags.putObject(key);
                text(meaning, "mark", flag.mark());
                figures(meaning, "own", flag.own());
            });
        }
        if (kind.points().isNonZero()) {
            node.putObject("points")
                    .put("own", kind.points().own())
                    .put("other", kind.points().other());
        }
        flag(node, "shootout", kind.shootout());
        figures(node, "own", kind.own());
        figures(node, "opponents", kind.opponents());
        figures(node, "assist", kind.assist());
        if (kind.share() != null) {
            node.putObject("share")
                    .put("figure", kind.share().figure())
                    .put("detail", kind.share().detail())
                    .put("of", kind.share().of());
        }
        if (kind.change() != null) {
            ObjectNode phase =
                    node.putObject("phase").put("to", kind.change().to().code());
            text(phase, "period", kind.change().period());
            phase.put("edge", kind.change().edge().code());
        }
        flag(node, "award", kind.awards());
        if (!kind.includes().isEmpty()) {
            kind.includes().forEach(node.putArray("includes")::add);
        }
        flag(node, "notify", kind.notifies());
    }

    private static void text(ObjectNode node, String field, String text) {
        if (text != null) {
            node.put(field, text);
        }
    }

    private static void flag(ObjectNode node, String field, boolean flag) {
        if (flag) {
            node.put(field, true);
        }
    }

    private static void figures(ObjectNode node, String field, Map<String, Integer> figures) {
        if (!figures.isEmpty()) {
            figures.forEach(node.putObject(field)::put);
        }
    }

    /** A hash of the catalogues: a tally is valid only with the catalogues by which it was counted. */
    public static String fingerprint(SportCatalogue catalogue) {
        ArrayNode sports = Json.MAPPER.createArrayNode();
        catalogue.all().forEach(sport -> sports.add(write(sport)));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(Json.write(sports).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
