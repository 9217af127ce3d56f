package dev.touchline.live.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.touchline.codec.update.UpdateJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseFramesTest {

    @Test
    void eventHasThreeLinesAndABlankLine() {
        assertEquals(
                "event: update\nid: 58\ndata: {\"team\":\"札幌\"}\n\n",
                SseFrames.event("update", 58, "{\"team\":\"札幌\"}").toString(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n", "\n\nevent: update\nid: 9\ndata: {}\n\n", "\0", "\r\rid: 9\r"})
    void dataCannotContainALineEnd(String inside) {
        String frame = SseFrames.event("update", 1, "{\"a\":" + inside + "1}").toString(StandardCharsets.UTF_8);
        assertEquals(4, frame.chars().filter(c -> c == '\n').count(), frame);
        assertEquals(0, frame.chars().filter(c -> c == '\r' || c == 0).count(), frame);
    }

    @Test
    void closingFrameSetsTheRetryInterval() {
        assertEquals(
                "retry: 1500\n: goodbye\n\n",
                SseFrames.closing(Duration.ofMillis(1_500)).toString());
    }

    @Test
    void bothFramesOfAnUpdateHaveTheSameDataUnderAnotherId() {
        StreamUpdate update = new StreamUpdate(new UpdateJson.PositionedUpdate(
                70, new UpdateJson.EncodedUpdate("m", 3, null, null, null, "{\"match\":\"m\",\"seq\":3}")));
        assertEquals(
                "event: update\nid: 3-70\ndata: {\"match\":\"m\",\"seq\":3}\n\n",
                update.matchFrame().toString());
        assertEquals(
                "event: update\nid: 70\ndata: {\"match\":\"m\",\"seq\":3}\n\n",
                update.feedFrame().toString());
    }
}
